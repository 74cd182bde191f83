import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import type { Activity } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { coming } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Area } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { usePropose } from "./data";

type Props = { request: { id: string; weeksOk: string[] }; activity: Pick<Activity, "id" | "title" | "weeks" | "fullWeeks">; best?: string | null; replaces?: string; offer?: string };

/** Asks for an activity, or offers it to the class of `offer`: a week that both sides have, and a word to go along. */
export function Propose({ request, activity, best, replaces, offer }: Props) {
  const { t } = useTranslation();
  const ask = t(offer ? "demand.propose" : "matches.ask.propose");
  const label = `${ask}: ${offer ?? activity.title}`;
  const words = useWords();
  const navigate = useNavigate();
  const name = useId();
  const attempt = useAttempt();
  const weeks = coming(activity.weeks.filter((week) => request.weeksOk.includes(week)));
  const full = (week: string) => activity.fullWeeks.includes(week);
  const [open, setOpen] = useState(false);
  const [week, setWeek] = useState(best ?? weeks.find((one) => !full(one)));
  const [note, setNote] = useState("");
  const propose = usePropose((made) => void navigate({ to: "/mijn/afspraken/$id", params: { id: made.id }, search: (now) => ({ region: now.region }) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!week || propose.isPending) return;
    const body = { requestId: request.id, activityId: activity.id, moments: [{ week, timeZone: "Europe/Amsterdam" }], ...(note.trim() && { note: note.trim() }), ...(replaces && { replaces }) };
    propose.mutate({ body, header: attempt.header });
  };
  if (!open) return <p><button type="button" className="button" aria-label={label} onClick={() => setOpen(true)}>{ask}</button></p>;
  return (
    <form className="sure stack" onSubmit={submit} aria-label={label}>
      <fieldset>
        <legend className="label">{t("matches.pickWeek")}</legend>
        <div className="chips">
          {weeks.map((one) => (
            <label key={one} className="chip" data-full={full(one)}>
              <input type="radio" name={name} checked={week === one} disabled={full(one)} onChange={() => { setWeek(one); attempt.next(); }} />
              {words.week(one)}{full(one) && ` (${t("matches.fullWeek")})`}
            </label>
          ))}
        </div>
      </fieldset>
      <Area label={t("matches.note")} maxLength={1000} rows={2} value={note} onChange={(event) => { setNote(event.target.value); attempt.next(); }} />
      {propose.error && <Failed error={propose.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={!week || propose.isPending}>{t("matches.do.propose")}</button>
        <button type="button" className="button ghost" onClick={() => setOpen(false)}>{t("states.no")}</button>
      </div>
    </form>
  );
}
