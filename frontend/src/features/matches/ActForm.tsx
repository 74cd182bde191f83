import { type FormEvent, useRef, useState } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { useEscape, useOpened } from "../../lib/keys";
import { COMPANY, REGIONAL, holds } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { Area, Choice } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { Accept } from "./Accept";
import { type Cancelled, type Match, type Side, type Told, type Verb, useAct, useWeeks } from "./data";
import { Moments } from "./Moments";
import { type Pick, sent } from "./pick";

export type Done = (now: Match | Cancelled) => void;
export type Props = { match: Match; account: Account; done: Done };
const REASONS = { decline: "decline-reasons", cancel: "cancel-reasons" } as Partial<Record<Verb, string>>;
const ASKS_MOMENTS: Verb[] = ["propose-slots", "reschedule"];
const SCORES = ["5", "4", "3", "2", "1"];

/** How it was, in a number and a yes or no. */
function HowItWas({ told, change }: { told: Told; change: (told: Told) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Choice label={t("matches.score")} value={String(told.score)} onChange={(event) => change({ ...told, score: Number(event.target.value) })} of={SCORES.map((score) => [score, t(`matches.scores.${score}`)])} />
      <label className="chip" style={{ justifySelf: "start" }}>
        <input type="checkbox" checked={told.wouldRepeat ?? false} onChange={(event) => change({ ...told, wouldRepeat: event.target.checked })} />
        {t("matches.again")}
      </label>
    </>
  );
}

function Reason({ scheme, choose, busy }: { scheme: string; choose: (code: string) => void; busy: boolean }) {
  const { t } = useTranslation();
  const { of, label } = useConcepts();
  return (
    <fieldset className="stack">
      <legend className="label">{t("matches.why")}</legend>
      <div className="chips">
        {of(scheme).map(({ code }) => <button key={code} type="button" className="chip" disabled={busy} onClick={() => choose(code)}>{label(scheme, code)}</button>)}
      </div>
    </fieldset>
  );
}

/** For whom somebody acts who may act for both: at first whoever is waited for. */
function useSide({ match, account }: Props, verb: Verb) {
  const { t } = useTranslation();
  const [side, setSide] = useState<Side>(match.waitsFor[0] ?? "school");
  if (!holds(account, REGIONAL)) return { side: holds(account, COMPANY) ? "company" as const : undefined, named: {}, choice: null };
  if (verb === "lesson-after") return { side: undefined, named: {}, choice: null };
  const of: [string, string][] = [["school", t("matches.side.school")], ["company", t("matches.side.company")]];
  return { side, named: { side }, choice: <Choice label={t("matches.for")} value={side} onChange={(event) => setSide(event.target.value as Side)} of={of} /> };
}

/** The moments as they are sent; without any filled in, the first week that is shown. */
function useMoments(match: Match) {
  const [picks, setPicks] = useState<Pick[]>([]);
  const first = (useWeeks(match.activity.id) ?? []).find(({ week, full }) => !full && week !== match.moment.week);
  return { picks, setPicks, moments: picks.length > 0 ? picks.map(sent) : first ? [{ week: first.week }] : [] };
}

/** What one action still needs to know: a reason in one click, a moment, a word to the other side. */
export function ActForm({ verb, close, ...props }: Props & { verb: Verb; close: () => void }) {
  const { match, done } = props;
  const { t } = useTranslation();
  const box = useRef<HTMLFormElement>(null);
  const [told, setTold] = useState<Told>(verb === "feedback" ? { score: 5, wouldRepeat: true } : {});
  const [note, setNote] = useState("");
  const [time, setTime] = useState<Pick>();
  const { side, named, choice } = useSide(props, verb);
  const { picks, setPicks, moments } = useMoments(match);
  const act = useAct(match.id, done);
  useOpened(box);
  useEscape(box, true, close);
  const go = (more: Told = {}) => {
    const when = ASKS_MOMENTS.includes(verb) ? { moments } : time?.at ? { at: sent(time) } : {};
    const { professionalId, ...rest } = told;
    if (!act.isPending) act.mutate({ verb, body: { ...rest, ...(professionalId && { professionalId }), ...when, ...more, ...named, ...(note.trim() && { note: note.trim() }) } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go();
  };
  const scheme = REASONS[verb];
  return (
    <form ref={box} className="sure stack" onSubmit={submit} aria-label={t(`matches.do.${verb}`)}>
      <p><strong>{t(`matches.ask.${verb}`)}</strong></p>
      {choice}
      {verb === "accept" && <Accept match={match} side={side} told={told} change={setTold} pick={time} time={setTime} />}
      {ASKS_MOMENTS.includes(verb) && <Moments match={match} picks={picks} change={setPicks} />}
      {verb === "feedback" && <HowItWas told={told} change={setTold} />}
      <Area label={t("matches.note")} help={verb === "lesson-after" ? t("matches.lessonNote") : undefined} maxLength={1000} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      {scheme && <Reason scheme={scheme} busy={act.isPending} choose={(reason) => go({ reason })} />}
      {act.error && <Failed error={act.error} />}
      <div className="buttons">
        {verb === "lesson-after" && (["done", "waived"] as const).map((lesson) => <button key={lesson} type="button" className="button" disabled={act.isPending} onClick={() => go({ lesson })}>{t(`matches.lesson.${lesson}`)}</button>)}
        {!scheme && verb !== "lesson-after" && <button type="submit" className="button" disabled={act.isPending}>{t(`matches.send.${verb}`)}</button>}
        <button type="button" className="button ghost" onClick={close}>{t("states.no")}</button>
      </div>
    </form>
  );
}
