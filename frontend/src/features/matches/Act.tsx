import { type FormEvent, useRef, useState } from "react";
import { useConcepts } from "../../lib/concepts";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { useEscape } from "../../lib/keys";
import { useWords } from "../../lib/words";
import { Area, Choice } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Cancelled, type Match, type Side, type Told, type Verb, VERBS, useAct } from "./data";
import { Moments, firstMoment } from "./Moments";
import { whenOf } from "./words";

type Done = (now: Match | Cancelled) => void;
type Props = { match: Match; coordinates: boolean; done: Done };
const REASONS = { decline: "decline-reasons", cancel: "cancel-reasons" } as Partial<Record<Verb, string>>;
const ASKS_MOMENTS: Verb[] = ["propose-slots", "reschedule"];
const SCORES = ["5", "4", "3", "2", "1"];
/** What is said when nothing else is. */
const atFirst = (verb: Verb): Told => (ASKS_MOMENTS.includes(verb) ? { moments: firstMoment() } : verb === "feedback" ? { score: 5, wouldRepeat: true } : {});

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
  const { of, label } = useConcepts();
  return (
    <div className="chips">
      {of(scheme).map(({ code }) => <button key={code} type="button" className="chip" disabled={busy} onClick={() => choose(code)}>{label(scheme, code)}</button>)}
    </div>
  );
}

/** What one action still needs to know: a reason in one click, a moment, a word to the other side. */
function Form({ match, coordinates, done, verb, close }: Props & { verb: Verb; close: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const box = useRef<HTMLFormElement>(null);
  const [told, setTold] = useState<Told>(() => atFirst(verb));
  const [note, setNote] = useState("");
  const [side, setSide] = useState<Side>(match.waitsFor[0] ?? "school");
  const act = useAct(match.id, done);
  useEscape(box, true, close);
  const go = (more: Told = {}) => {
    const lesson = verb === "lesson-after" ? {} : coordinates ? { side } : {};
    if (!act.isPending) act.mutate({ verb, body: { ...told, ...more, ...lesson, ...(note.trim() && { note: note.trim() }) } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go();
  };
  const scheme = REASONS[verb];
  return (
    <form ref={box} className="sure stack" onSubmit={submit} aria-label={t(`matches.do.${verb}`)}>
      <p ref={focusOnce} tabIndex={-1}><strong>{t(`matches.ask.${verb}`)}</strong></p>
      {coordinates && verb !== "lesson-after" && <Choice label={t("matches.for")} value={side} onChange={(event) => setSide(event.target.value as Side)} of={[["school", t("matches.side.school")], ["company", t("matches.side.company")]]} />}
      {verb === "accept" && match.moments.length > 1 && <Choice label={t("matches.which")} value={String(told.moment ?? 0)} onChange={(event) => setTold({ ...told, moment: Number(event.target.value) })} of={match.moments.map((moment, n) => [String(n), whenOf(moment, t, words)])} />}
      {ASKS_MOMENTS.includes(verb) && <Moments change={(moments) => setTold({ ...told, moments })} />}
      {verb === "feedback" && <HowItWas told={told} change={setTold} />}
      <Area label={t("matches.note")} maxLength={1000} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      {scheme && <fieldset className="stack"><legend className="label">{t("matches.why")}</legend><Reason scheme={scheme} busy={act.isPending} choose={(reason) => go({ reason })} /></fieldset>}
      {act.error && <Failed error={act.error} />}
      <div className="buttons">
        {verb === "lesson-after" && (["done", "waived"] as const).map((lesson) => <button key={lesson} type="button" className="button" disabled={act.isPending} onClick={() => go({ lesson })}>{t(`matches.lesson.${lesson}`)}</button>)}
        {!scheme && verb !== "lesson-after" && <button type="submit" className="button" disabled={act.isPending}>{t(`matches.do.${verb}`)}</button>}
        <button type="button" className="button ghost" onClick={close}>{t("states.no")}</button>
      </div>
    </form>
  );
}

/** The actions that can be taken now; accepting comes first. */
export function Act(props: Props) {
  const { t } = useTranslation();
  const [verb, setVerb] = useState<Verb>();
  if (verb) return <Form key={verb} {...props} verb={verb} close={() => setVerb(undefined)} done={(now) => { setVerb(undefined); props.done(now); }} />;
  const open = VERBS.filter((one) => props.match.allowedActions.includes(one));
  return (
    <div className="buttons">
      {open.map((one) => <button key={one} type="button" className={one === "accept" ? "button" : "button ghost"} onClick={() => setVerb(one)}>{t(`matches.do.${one}`)}</button>)}
    </div>
  );
}
