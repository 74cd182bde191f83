import { useRef, useState } from "react";
import { useConcepts } from "../../lib/concepts";
import { fitWord } from "../../lib/fit";
import { useTranslation } from "../../lib/i18n";
import { useEscape, useOpened } from "../../lib/keys";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { Cost } from "./Cost";
import { Reason } from "./Reason";
import { type Alternative, type Pair, useAlternatives, useDecide } from "./data";

type Props = { round: string; pair: Pair; close: () => void };

/** What a pair could be swapped for, each with what it costs others; the choice is pinned, with a reason. */
export function Swap({ round, pair, close }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Alternative | "any">();
  const { data, error, refetch } = useAlternatives(round, pair.id);
  const decide = useDecide(round, close);
  const box = useRef<HTMLElement>(null);
  useOpened(box, !chosen);
  useEscape(box, !chosen, close);
  const send = (reason: string) =>
    decide.mutate(
      chosen && chosen !== "any"
        ? { requestId: pair.request.id, activityId: chosen.activity.id, week: chosen.week, decision: "pin", reason }
        : { proposal: pair.id, decision: "forbid", reason },
    );
  const title = `${t("rounds.do.forbid")}: ${pair.request.title}`;
  if (chosen) {
    return <Reason title={chosen === "any" ? title : t("swap.sure", { title: chosen.activity.title })} does={t(chosen === "any" ? "rounds.do.forbid" : "swap.choose")} decide={decide} send={send} stop={() => setChosen(undefined)} />;
  }
  return (
    <section ref={box} className="sure stack" aria-label={title} tabIndex={-1}>
      <p><strong>{t("swap.lead")}</strong></p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <><p role="status">{t("swap.counting")}</p><Loading rows={2} /></>}
      {data && <Found items={data.items} isComplete={data.isComplete} choose={setChosen} />}
      <div className="buttons">
        <button type="button" className="button ghost" onClick={() => setChosen("any")}>{t("swap.any")}</button>
        <button type="button" className="button ghost" onClick={close}>{t("rounds.stopDeciding")}</button>
      </div>
    </section>
  );
}

type FoundProps = { items: Alternative[]; isComplete: boolean; choose: (one: Alternative) => void };

function Found({ items, isComplete, choose }: FoundProps) {
  const { t } = useTranslation();
  return (
    <>
      {items.length === 0 && <p>{t(isComplete ? "swap.none" : "swap.late")}</p>}
      <ol className="stack">{items.map((one) => <li key={one.activity.id}><RunnerUp one={one} choose={() => choose(one)} /></li>)}</ol>
      {!isComplete && items.length > 0 && <p className="soft">{t("swap.late")}</p>}
    </>
  );
}

function RunnerUp({ one, choose }: { one: Alternative; choose: () => void }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { activity } = one;
  return (
    <article className="ticket swap" aria-label={activity.title}>
      <div className="stub"><span>{label("kinds", activity.kind)}</span><span>{t("rounds.week", { week: words.week(one.week) })}</span></div>
      <div className="ticket-main">
        <h4>{activity.title}</h4>
        <span className="badge">{t(`match.${fitWord(one.score)}`)}</span>
        <p className="soft">{[activity.company.name, activity.company.place].filter(Boolean).join(", ")}</p>
        <Cost cost={one.cost} impossible={one.impossible} />
        {one.cost && <p><button type="button" className="button ghost" aria-label={`${t("swap.choose")}: ${activity.title}`} onClick={choose}>{t("swap.choose")}</button></p>}
      </div>
    </article>
  );
}
