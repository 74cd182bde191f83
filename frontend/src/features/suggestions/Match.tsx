import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "../../lib/i18n";
import { fitWord } from "../../lib/fit";
import { useConcepts } from "../../lib/concepts";
import { useWords } from "../../lib/words";
import type { Suggestion } from "./data";
import { Points } from "./Points";
import { inWords } from "./reasons";

/** An activity, the seam that says why it fits, and what can be done with it. */
export function Match({ suggestion, children }: { suggestion: Suggestion; children?: ReactNode }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { activity, parts, score } = suggestion;
  if (!activity) return null;
  const fit = fitWord(score);
  const told = parts.filter((part) => inWords(part, t, words) !== t("match.open"));
  return (
    <article className="match">
      <div className="match-half">
        <h3>
          <Link to="/activiteiten/$id" params={{ id: activity.id }} search={(now) => ({ region: now.region })}>
            {activity.title}
          </Link>
        </h3>
        <p className="soft">
          {label("kinds", activity.kind)} · {activity.company.name}
        </p>
        <details>
          <summary>{t("match.why")}</summary>
          <Points parts={parts} score={score} />
        </details>
        {children}
      </div>
      <div className={fit === "fair" ? "seam doubt" : "seam"}>
        <strong>{t(`match.${fit}`)}</strong>
        <ul>
          {told.slice(0, 4).map((part) => (
            <li key={part.name}>{inWords(part, t, words)}</li>
          ))}
        </ul>
      </div>
    </article>
  );
}
