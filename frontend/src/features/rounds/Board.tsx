import { useState } from "react";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useKept } from "../../lib/kept";
import { useKeys } from "../../lib/keys";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { PairCard } from "./PairCard";
import { type Decision, type Round, openOf, usePairs } from "./data";

const KEYS: Record<string, Decision> = { a: "accept", v: "pin", n: "forbid", l: "release" };

/** Every pair to decide on, by keyboard throughout. */
export function Board({ round }: { round: Round }) {
  const { t } = useTranslation();
  const found = usePairs(round);
  const [place, setPlace] = useState(0);
  const [wanted, setWanted] = useState<{ pair: string; decision: Decision }>();
  const [{ on }, setKeys] = useKept("loket.keys", { on: true });
  const items = itemsOf(found.data);
  const decides = round.allowedActions.includes("decide");
  const go = (next: number) => {
    const at = Math.max(0, Math.min(next, items.length - 1));
    setPlace(at);
    setWanted(undefined);
    const card = document.getElementById(`pair-${items[at]?.id}`);
    card?.focus();
    card?.scrollIntoView({ block: "nearest" });
  };
  const chosen = items[place];
  const deed = (decision: Decision) => {
    if (!chosen || !openOf(chosen).includes(decision)) return;
    // The card sends it, and shows what is wrong with it.
    if (decision === "accept") document.querySelector<HTMLElement>(`#pair-${chosen.id} [data-does="accept"]`)?.click();
    else setWanted({ pair: chosen.id, decision });
  };
  const deeds = decides ? Object.fromEntries(Object.entries(KEYS).map(([key, decision]) => [key, () => deed(decision)])) : {};
  useKeys({ j: () => go(place + 1), k: () => go(place - 1), ...deeds }, on);
  if (found.isPending) return <Loading rows={3} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      <p className="hint">
        {on && <span><kbd>j</kbd> <kbd>k</kbd> {t("queue.move")}{decides && Object.entries(KEYS).map(([key, decision]) => <span key={key}> · <kbd>{key}</kbd> {t(`rounds.do.${decision}`).toLowerCase()}</span>)}</span>}
        <button type="button" className="link" aria-pressed={on} onClick={() => setKeys({ on: !on })}>{t(on ? "queue.keysOff" : "queue.keysOn")}</button>
      </p>
      <ol className="stack">
        {items.map((pair, n) => (
          <li key={pair.id} id={`pair-${pair.id}`} tabIndex={-1} aria-current={n === place ? "true" : undefined}>
            <PairCard round={round.id} pair={pair} decides={decides} wanted={wanted?.pair === pair.id ? wanted.decision : undefined} settled={() => setWanted((now) => now?.pair === pair.id ? undefined : now)} />
          </li>
        ))}
      </ol>
      <More of={found} />
    </>
  );
}
