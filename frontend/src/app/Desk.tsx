import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Decide } from "../features/admissions/Decide";
import { Detail } from "../features/admissions/Detail";
import { Queue } from "../features/admissions/Queue";
import type { Application } from "../features/admissions/data";
import { DECISIONS, type Decision } from "../features/admissions/states";
import { showBelow } from "../lib/below";
import { useTranslation } from "../lib/i18n";
import { useKept } from "../lib/kept";
import { useKeys } from "../lib/keys";
import { RegisterSays } from "./RegisterSays";

type Props = { applications: Application[]; regions: boolean; decided: (now: Application, verb: Decision) => void };

/** The queue beside what is chosen of it; keys do what the mouse does. */
export function Desk({ applications, regions, decided }: Props) {
  const { t } = useTranslation();
  const [place, setPlace] = useState(0);
  const [verb, setVerb] = useState<Decision>();
  const [{ on }, setKeys] = useKept("loket.keys", { on: true });
  const at = Math.min(place, applications.length - 1);
  const chosen = applications[at];
  const go = (next: number) => {
    setVerb(undefined);
    setPlace(Math.max(0, Math.min(next, applications.length - 1)));
  };
  const detail = useRef<HTMLElement>(null);
  const choose = (id: string) => {
    flushSync(() => go(applications.findIndex((one) => one.id === id)));
    showBelow(detail.current);
  };
  const may = (one: Decision) => () => chosen?.allowedActions.includes(one) && setVerb(one);
  const decisions = Object.fromEntries(DECISIONS.map((one) => [t(`queue.key.${one}`), may(one)]));
  const [down, up] = [() => go(at + 1), () => go(at - 1)];
  useKeys({ j: down, ArrowDown: down, k: up, ArrowUp: up, ...decisions }, on);
  if (!chosen) return null;
  return (
    <>
      <p className="hint">
        {on && <span><kbd>j</kbd> <kbd>k</kbd> {t("queue.move")} · {DECISIONS.map((one) => <span key={one}><kbd>{t(`queue.key.${one}`)}</kbd> {t(`queue.${one}`).toLowerCase()} </span>)}</span>}
        <button type="button" className="link" aria-pressed={on} onClick={() => setKeys({ on: !on })}>{t(on ? "queue.keysOff" : "queue.keysOn")}</button>
      </p>
      <div className="desk">
        <Queue applications={applications} chosen={chosen.id} choose={choose} regions={regions} />
        <section ref={detail} className="panel" aria-labelledby="chosen">
          <Detail application={chosen} register={<RegisterSays organisation={chosen.organisation} region={chosen.region} />}>
            <Decide application={chosen} verb={verb} choose={setVerb} decided={(now) => { if (verb) decided(now, verb); setVerb(undefined); }} />
          </Detail>
        </section>
      </div>
    </>
  );
}
