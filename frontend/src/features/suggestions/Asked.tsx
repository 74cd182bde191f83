import type { ReactNode } from "react";
import type { Schemas } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { fitWord } from "../../lib/fit";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import type { Suggestion } from "./data";
import { Points } from "./Points";
import { inWords } from "./reasons";

/** What says something to who offers; the asker's order of choice does not. */
const TOLD = ["distance", "subject", "theme", "group"];
type Request = Schemas["RequestOut"];

/** A request that an activity fits, the seam that says why, and what can be done with it. */
export function Asked({ request, suggestion, children }: { request: Request; suggestion: Suggestion; children?: ReactNode }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { parts, score } = suggestion;
  const fit = fitWord(score);
  const told = TOLD.flatMap((name) => parts.filter((part) => part.name === name)).map((part) => inWords(part, t, words)).filter((text) => text !== t("match.open"));
  return (
    <article className="match">
      <div className="match-half">
        <h3>{request.title}</h3>
        <p className="soft">{[request.site.name, request.site.place].filter(Boolean).join(", ")}</p>
        <p>{t("matches.group", { level: label("levels", request.level), year: request.year, pupils: request.pupils })}{request.topic && ` · ${request.topic}`}</p>
        <details><summary>{t("match.why")}</summary><Points parts={parts} score={score} /></details>
        {children}
      </div>
      <div className={fit === "fair" ? "seam doubt" : "seam"}>
        <strong>{t(`match.${fit}`)}</strong>
        <ul>{told.slice(0, 4).map((text) => <li key={text}>{text}</li>)}</ul>
      </div>
    </article>
  );
}
