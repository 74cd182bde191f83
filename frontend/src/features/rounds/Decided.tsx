import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed } from "../../ui/States";
import { type Round, useDecide, useDecisions } from "./data";
import { inForce } from "./inForce";

/** What is pinned or to be swapped, and why; also what stands in no proposal any more can be released. */
export function Decided({ round }: { round: Round }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useDecisions(round);
  const decide = useDecide(round.id, () => {});
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const standing = inForce(data?.items ?? []);
  if (standing.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="decided">
      <h2 id="decided">{t("rounds.inForce")}</h2>
      {decide.error && <Failed error={decide.error} />}
      <ul className="stack">
        {standing.map((one) => (
          <li key={one.request.id + one.activity.id}>
            <strong>{one.request.title}</strong> · {one.activity.title} <span className="badge">{t(`rounds.decided.${one.decision}`)}</span>
            <p>{one.reason} <span className="soft">{words.day(one.decidedAt)}</span></p>
            {round.allowedActions.includes("decide") && <p><button type="button" className="link" disabled={decide.isPending} aria-label={`${t("rounds.do.release")}: ${one.request.title}, ${one.activity.title}`} onClick={() => decide.mutate({ requestId: one.request.id, activityId: one.activity.id, decision: "release", reason: t("rounds.released") })}>{t("rounds.do.release")}</button></p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
