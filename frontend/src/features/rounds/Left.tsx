import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { type Round, useUnserved } from "./data";

/** Who gets nothing, each with the reason. */
export function Left({ round }: { round: Round }) {
  const { t } = useTranslation();
  const found = useUnserved(round);
  if (found.isPending) return <Loading rows={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const items = itemsOf(found.data);
  if (items.length === 0) return <p>{t("rounds.allServed")}</p>;
  return (
    <>
      <ul className="stack">
        {items.map(({ id, request, why }) => (
          <li key={id}>
            <strong>{request.title}</strong> <span className="soft">{request.site.name}</span>
            <p>{t(`rounds.why.${reasonOf(why)}`)} {broken(why).map((limit) => t(`rounds.limit.${limit}`)).join(", ")}</p>
          </li>
        ))}
      </ul>
      <More of={found} />
    </>
  );
}

/** Nobody holds what fits: it is full or gone, and nobody went first. */
function reasonOf({ reason, competition }: Record<string, unknown>): string {
  const { holdersInAll } = (competition ?? {}) as { holdersInAll?: number };
  return reason === "lost_competition" && holdersInAll === 0 ? "nobody_has" : String(reason);
}

/** The limits that the nearest offers fail on. */
function broken(why: Record<string, unknown>): string[] {
  const [first] = Array.isArray(why.broken) ? (why.broken as unknown[]) : [];
  return Array.isArray(first) ? (first as string[]) : [];
}
