import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed } from "../../ui/States";
import { useDiff, useDrop } from "./children";
import { type Round, hasPlan, isRunning } from "./data";
import { Progress } from "./Steps";

type Of = { child: Round; round: Round };
type Asked = { extraKm?: number; extraCompanies?: { activityId: string; places: number }[]; policy?: string; sideRules?: string[]; fairnessFirst?: boolean };

/** One what-if: what was asked, and what would come of it. */
export function Answer({ child, round, titles }: Of & { titles: Map<string, string> }) {
  const { t } = useTranslation();
  const drop = useDrop(child.id);
  const asked = (child.changes ?? {}) as Asked;
  const told = [
    asked.extraKm && t("rounds.if.toldKm", { count: asked.extraKm }),
    ...(asked.extraCompanies ?? []).map(({ activityId, places }) => t("rounds.if.toldCompany", { count: places, title: titles.get(activityId) ?? t("rounds.if.someActivity") })),
    asked.policy && t(`rounds.${asked.policy}`),
    asked.sideRules && t(asked.sideRules.length ? "rounds.if.toldRules" : "rounds.if.noRules"),
    asked.fairnessFirst && t("rounds.if.toldFair"),
  ].filter(Boolean).join(" · ");
  return (
    <article className="stack" aria-label={told}>
      <h3>{told}</h3>
      <Progress round={child} />
      {child.failure && <p className="faulty">{t("rounds.if.failed", { code: String(child.failure.code) })}</p>}
      {child.isOutdated && <p className="note">{t("rounds.if.outdated")}</p>}
      {hasPlan(child) && !child.isOutdated && !isRunning(child) && (hasPlan(round) ? <Beside child={child} round={round} /> : <Alone child={child} />)}
      {drop.error && <Failed error={drop.error} />}
      {child.allowedActions.includes("cancel") && <p><button type="button" className="link" disabled={drop.isPending} aria-label={`${t("rounds.if.drop")}: ${told}`} onClick={() => drop.mutate()}>{t("rounds.if.drop")}</button></p>}
    </article>
  );
}

function Alone({ child }: { child: Round }) {
  const { t } = useTranslation();
  const words = useWords();
  const { served, asked } = child.figures as { served: number; asked: number };
  return <p className="lead-line">{t("rounds.served", { n: words.number(served), of: words.number(asked) })}</p>;
}

/** The difference in words, and whom it would help. */
export function Beside({ child, round }: Of) {
  const { t } = useTranslation();
  const { data, error, refetch } = useDiff(child, round, true);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return null;
  const { gained, lost, changed, schoolsGained, schoolsLost } = data.counts;
  const parts = [
    gained > 0 && t("rounds.if.gained", { count: gained }),
    lost > 0 && t("rounds.if.lost", { count: lost }),
    schoolsGained > 0 && t("rounds.if.schoolsGained", { count: schoolsGained }),
    schoolsLost > 0 && t("rounds.if.schoolsLost", { count: schoolsLost }),
    changed > 0 && t("rounds.if.changed", { count: changed }),
  ].filter(Boolean);
  return (
    <>
      <p className="lead-line">{parts.length ? parts.join(" ") : t("rounds.if.same")}</p>
      {data.items.length > 0 && (
        <details>
          <summary>{t("rounds.if.whom")}</summary>
          <ul>
            {data.items.map(({ request, here }) => (
              <li key={request.id}>{request.title} <span className="soft">{request.site.name}</span> {here && `→ ${here.activity.title}`}{here?.isExtra && <> <span className="badge">{t("rounds.if.extra")}</span></>}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
