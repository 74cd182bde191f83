import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed } from "../../ui/States";
import { type Round, VERBS, type Verb, hasPlan, isRunning, useStep } from "./data";

/** The step that comes next stands first. */
export function Steps({ round }: { round: Round }) {
  const { t } = useTranslation();
  const step = useStep(round.id);
  const [sure, setSure] = useState<Verb>();
  const open = VERBS.filter((verb) => round.allowedActions.includes(verb) && !(verb === "publish" && round.isStale));
  const first = round.isStale || !open.includes("publish") ? open[0] : "publish";
  const ordered = [...open].sort((a, b) => Number(b === first) - Number(a === first));
  const press = (verb: Verb) => (verb === "publish" || verb === "cancel" ? setSure(verb) : step.mutate(verb));
  return (
    <div className="stack">
      {step.error && <Failed error={step.error} />}
      {sure && (
        <div className="sure stack">
          <p><strong>{t(`rounds.sure.${sure}`)}</strong></p>
          <div className="buttons">
            <button type="button" className="button" disabled={step.isPending} onClick={() => step.mutate(sure, { onSettled: () => setSure(undefined) })}>{t(`rounds.verb.${sure}`)}</button>
            <button type="button" className="button ghost" onClick={() => setSure(undefined)}>{t("rounds.stopDeciding")}</button>
          </div>
        </div>
      )}
      {!sure && <div className="buttons">{ordered.map((verb) => <button key={verb} type="button" className={verb === first ? "button" : "button ghost"} disabled={step.isPending} onClick={() => press(verb)}>{t(verb === "solve" && hasPlan(round) ? "rounds.verb.again" : `rounds.verb.${verb}`)}</button>)}</div>}
    </div>
  );
}

/** How far the solver is. */
export function Progress({ round }: { round: Round }) {
  const { t } = useTranslation();
  const words = useWords();
  const { served, seconds } = round.progress as { served?: number; seconds?: number };
  if (!isRunning(round)) return null;
  return (
    <div className="running" role="status">
      <progress aria-label={t("rounds.state.solving")} />
      <p>{served === undefined ? t(`rounds.state.${round.state}`) : t("rounds.sofar", { n: words.number(served), seconds: words.number(seconds ?? 0) })}</p>
    </div>
  );
}
