import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "../../lib/i18n";
import type { Schemas } from "../../lib/api";
import type { Holiday } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Empty } from "../../ui/States";
import { Send } from "./Send";
import { About, type StepProps, What, Who } from "./Steps";
import { When } from "./When";

const STEPS = 5;
type Props = StepProps & { first: number; holidays?: Holiday[]; clear: () => void; school: ReactNode; signIn: (done: () => void) => ReactNode };

/** One question a step. */
export function Wizard({ draft, change, first, holidays, clear, school, signIn }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [step, setStep] = useState(first);
  const [sent, setSent] = useState<Schemas["RequestOut"]>();
  const heading = useRef<HTMLHeadingElement>(null);
  const go = (next: number) => {
    flushSync(() => setStep(next)); // the focus moves at once: a frame later somebody may be in a field
    heading.current?.focus();
  };
  const restart = () => {
    clear();
    flushSync(() => setSent(undefined));
    go(1);
  };
  if (sent) {
    return (
      <Empty title={t("ask.sent")} text={t("ask.sentText", { date: words.date(sent.respondBy) })}>
        {draft.activityId && <p>{t("ask.sentWanted", { title: sent.title })}</p>}
        <div className="buttons">
          <Link to="/mijn/vragen/$id" params={{ id: sent.id }} search={(now) => ({ region: now.region })} className="button">{t("ask.seeFits")}</Link>
          <button type="button" className="button ghost" onClick={restart}>{t("ask.again")}</button>
        </div>
      </Empty>
    );
  }
  return (
    <section className="panel question" aria-labelledby="question">
      <div>
        <ol className="steps" aria-hidden="true">
          {Array.from({ length: STEPS }, (_, n) => <li key={n} data-done={n < step} />)}
        </ol>
        <p className="soft">{t("ask.step", { n: step, of: STEPS })}</p>
        <h2 id="question" ref={heading} tabIndex={-1}>{t(`ask.q${step}`)}</h2>
        {step === 1 && <p className="soft">{t("ask.q1help")}</p>}
      </div>
      {step === 1 && <What draft={draft} change={change} />}
      {step === 2 && <Who draft={draft} change={change} school={school} />}
      {step === 3 && <About draft={draft} change={change} />}
      {step === 4 && <When draft={draft} change={change} holidays={holidays} />}
      {step === 5 && <Send draft={draft} change={change} go={go} done={setSent} signIn={signIn} />}
      <div className="buttons">
        {step > 1 && <button type="button" className="button ghost" onClick={() => go(step - 1)}>{t("ask.back")}</button>}
        {step < STEPS && <button type="button" className="button" onClick={() => go(step + 1)}>{t("ask.next")}</button>}
        <button type="button" className="chip" style={{ marginLeft: "auto" }} onClick={restart}>{t("ask.clear")}</button>
      </div>
    </section>
  );
}
