import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import type { Alternative } from "./data";

type Money = NonNullable<Alternative["cost"]>;
const SHIFTS = ["lost", "gained", "moved"] as const;

/** What a swap costs others: who loses, who gains, who moves, and the points. */
export function Cost({ cost, impossible }: Pick<Alternative, "cost" | "impossible">) {
  const { t } = useTranslation();
  const words = useWords();
  if (!cost) return <p className="faulty">{t(`swap.impossible.${impossible}`, { defaultValue: t("swap.impossible.other") })}</p>;
  const schools = (shifts: Money["lost"]) => words.all(shifts.slice(0, 3).map(({ request }) => `${request.site.name} (${request.title})`));
  const points = t(cost.scoreTotalInt < 0 ? "swap.fewer" : "swap.more", { n: words.number(Math.abs(cost.scoreTotalInt)) });
  return (
    <div className="cost stack" data-cost={cost.lost.length > 0}>
      <p>
        <strong>{cost.lost.length === 0 ? t("swap.nobody") : t("swap.loses", { count: cost.lost.length, who: schools(cost.lost) })}</strong>{" "}
        {cost.lost.length > 3 && t("swap.rest", { count: cost.lost.length - 3 })}{" "}
        {cost.gained.length > 0 && t("swap.gains", { count: cost.gained.length, who: schools(cost.gained) })}{" "}
        {cost.moved.length > 0 && t("swap.moves", { count: cost.moved.length })}{" "}
        {cost.scoreTotalInt !== 0 && points}
      </p>
      {SHIFTS.some((of) => cost[of].length > 0) && <details><summary>{t("swap.who")}</summary><Shifts cost={cost} /></details>}
    </div>
  );
}

function Shifts({ cost }: { cost: Money }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ul>
      {SHIFTS.flatMap((of) => cost[of].map(({ request, activity, week }) => (
        <li key={of + request.id}>{t(`swap.shift.${of}`, { who: `${request.site.name} (${request.title})`, what: activity?.title ?? t("swap.gone"), week: words.week(week) })}</li>
      )))}
    </ul>
  );
}
