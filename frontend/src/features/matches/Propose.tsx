import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useRef, useState } from "react";
import type { Activity } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { useEscape, useOpened } from "../../lib/keys";
import { coming } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Area, Choice } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Match, useCandidates, usePropose } from "./data";

type Props = { request: { id: string; title: string; weeksOk: string[] }; activity: Pick<Activity, "id" | "title" | "weeks" | "fullWeeks">; best?: string | null; replaces?: string; offers?: boolean; start?: boolean; made?: (match: Match) => void };

/** Whoever the company sends. */
const NOBODY = "";

/** Asks for an activity, or offers it: a week that both sides have, and a word to go along. */
export function Propose({ request, activity, best, replaces, offers, start, made }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const name = useId();
  const attempt = useAttempt();
  const weeks = coming(activity.weeks.filter((week) => request.weeksOk.includes(week)));
  const full = (week: string) => activity.fullWeeks.includes(week);
  const [open, setOpen] = useState(start ?? false);
  const [week, setWeek] = useState(best ?? weeks.find((one) => !full(one)));
  const [person, setPerson] = useState(NOBODY);
  const people = useCandidates(activity.id, week, open).data ?? [];
  const known = people.find(({ id }) => id === person)?.id;
  const [note, setNote] = useState("");
  const propose = usePropose((match) => made ? made(match) : void navigate({ to: "/mijn/afspraken/$id", params: { id: match.id }, search: (now) => ({ region: now.region }) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!week || propose.isPending) return;
    const body = { requestId: request.id, activityId: activity.id, moments: [{ week, timeZone: "Europe/Amsterdam" }], ...(note.trim() && { note: note.trim() }), ...(replaces && { replaces }), ...(known && { professionalId: known }) };
    propose.mutate({ body, header: attempt.header });
  };
  const box = useRef<HTMLFormElement>(null);
  useOpened(box, open && weeks.length > 0);
  useEscape(box, open, () => setOpen(false));
  const ask = t(offers ? "matches.ask.offer" : "matches.ask.propose");
  const whole = `${ask}: ${offers ? request.title : activity.title}`;
  if (weeks.length === 0) return <p className="soft">{t("matches.noWeek")}</p>;
  if (!open) return <p><button type="button" className="button" aria-label={whole} onClick={() => setOpen(true)}>{ask}</button></p>;
  return (
    <form ref={box} className="sure stack" onSubmit={submit} aria-label={whole}>
      <p><strong>{whole}</strong></p>
      <fieldset>
        <legend className="label">{t("matches.pickWeek")}</legend>
        <div className="chips">
          {weeks.map((one) => (
            <label key={one} className="chip" data-full={full(one)}>
              <input type="radio" name={name} checked={week === one} disabled={full(one)} onChange={() => { setWeek(one); attempt.next(); }} />
              {words.week(one)}{one === best && !full(one) && <span className="hidden"> ({t("matches.bestWeek")})</span>}{full(one) && ` (${t("matches.fullWeek")})`}
            </label>
          ))}
        </div>
      </fieldset>
      {people.length > 0 && (
        <Choice label={t(offers ? "matches.sends" : "matches.invites")} value={known ?? NOBODY} onChange={(event) => { setPerson(event.target.value); attempt.next(); }}
          of={[[NOBODY, t(offers ? "matches.nobodyYet" : "matches.anybody")], ...people.map((one): [string, string] => [one.id, [one.displayName, one.function].filter(Boolean).join(", ")])]} />
      )}
      <Area label={t("matches.note")} maxLength={1000} rows={2} value={note} onChange={(event) => { setNote(event.target.value); attempt.next(); }} />
      {propose.error && <Failed error={propose.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={!week || propose.isPending}>{t("matches.do.propose")}</button>
        <button type="button" className="button ghost" onClick={() => setOpen(false)}>{t("states.no")}</button>
      </div>
    </form>
  );
}
