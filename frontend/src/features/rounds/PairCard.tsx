import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useConcepts } from "../../lib/concepts";
import { fitWord } from "../../lib/fit";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed } from "../../ui/States";
import { Reason } from "./Reason";
import { Swap } from "./Swap";
import { type Decision, type Pair, openOf, useDecide } from "./data";

const STRONG = 900;
const STANDS = /^(proposed|accepted_|confirmed|reschedule_|delivered|evaluated|closed)/;
type Props = { round: string; pair: Pair; decides: boolean; wanted?: Decision; settled: () => void };

/** A request and an activity as joined halves, why they fit in the seam, and what the coordinator makes of it. */
export function PairCard({ round, pair, decides, wanted, settled }: Props) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { request, activity, parts, score } = pair;
  const fit = fitWord(score);
  const strong = Object.entries(parts).filter(([, points]) => points >= STRONG).map(([name]) => t(`match.${name}`));
  return (
    <article className="pair" aria-label={`${request.title}, ${activity.title}`}>
      <div className="pair-half">
        <p className="soft">{[request.site.name, request.site.place].filter(Boolean).join(", ")}</p>
        <h3 className="pair-name">{request.title}</h3>
        <p>{t("matches.group", { level: label("levels", request.level), year: request.year, pupils: request.pupils })}</p>
      </div>
      <div className="pair-seam" data-doubt={fit === "fair"}>
        <strong>{t(`match.${fit}`)}</strong>
        <ul>
          <li>{t("rounds.week", { week: words.week(pair.week) })}</li>
          {strong.length > 0 && <li>{t("rounds.strong", { parts: strong.slice(0, 3).join(", ") })}</li>}
        </ul>
      </div>
      <div className="pair-half">
        <p className="soft">{[activity.company.name, activity.company.place].filter(Boolean).join(", ")}</p>
        <p className="pair-name">{activity.title}</p>
        <p>{label("kinds", activity.kind)}</p>
      </div>
      <div className="pair-next">
        {(pair.isKept || pair.isExtra) && <p><span className="badge">{t(pair.isKept ? "rounds.kept" : "rounds.if.extra")}</span></p>}
        {pair.match && pair.matchState && <Became id={pair.match} state={pair.matchState} title={request.title} />}
        {pair.refused && <p className="faulty">{t(`refusals.${pair.refused}`, { defaultValue: t("rounds.refused") })}</p>}
        {pair.decision && pair.decision !== "release" && <p><span className="badge">{t(`rounds.decided.${pair.decision}`)}</span></p>}
        {decides && <Decide key={wanted} round={round} pair={pair} wanted={wanted} settled={settled} />}
      </div>
    </article>
  );
}

/** What became of a proposal that was sent, and the way to it. */
function Became({ id, state, title }: { id: string; state: NonNullable<Pair["matchState"]>; title: string }) {
  const { t } = useTranslation();
  const fell = !STANDS.test(state);
  return (
    <p>
      <span className={fell ? "badge few" : "badge"}>{t(`rounds.became.${state}`)}</span>{" "}
      <Link to="/mijn/afspraken/$id" params={{ id }} search={(now) => ({ region: now.region })} aria-label={`${t("rounds.openMatch")}: ${title}`}>{t("rounds.openMatch")}</Link>
    </p>
  );
}

/** Accepts at once; pins, swaps and releases after a closer look. */
function Decide({ round, pair, wanted, settled }: Omit<Props, "decides">) {
  const { t } = useTranslation();
  const [decision, setDecision] = useState(wanted);
  const close = () => { setDecision(undefined); settled(); };
  const decide = useDecide(round, close);
  const send = (one: Decision, why: string) => decide.mutate({ proposal: pair.id, decision: one, reason: why });
  if (decision === "forbid") return <Swap round={round} pair={pair} close={close} />;
  if (decision) return <Reason title={t(`rounds.do.${decision}`)} does={t(`rounds.do.${decision}`)} decide={decide} send={(why) => send(decision, why)} stop={close} />;
  return (
    <>
      {decide.error && <Failed error={decide.error} />}
      <div className="buttons">
        {openOf(pair).map((one) => (
          <button key={one} type="button" data-does={one} className={one === "accept" ? "button" : "button ghost"} disabled={decide.isPending} aria-label={`${t(`rounds.do.${one}`)}: ${pair.request.title}`} onClick={() => (one === "accept" ? send(one, t("rounds.accepted")) : setDecision(one))}>{t(`rounds.do.${one}`)}</button>
        ))}
      </div>
    </>
  );
}
