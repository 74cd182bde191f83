import type { ReactNode } from "react";
import { useConcepts } from "../../lib/concepts";
import { type Translate, useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import type { Asking } from "./data";
import { fitWord, inWords } from "./reasons";

// What a school is told of its own wishes, said of the school.
const THEIRS = new Set(["match.choice1", "match.choice2", "match.choice3", "match.preferred"]);

/** A class that an activity fits, and the seam that says why. */
export function Asker({ asking, children }: { asking: Asking; children?: ReactNode }) {
  const { t } = useTranslation();
  const { short } = useConcepts();
  const words = useWords();
  const { request, parts, score } = asking;
  const fit = fitWord(score);
  const theirs: Translate = (key, values) => t(THEIRS.has(key) ? key.replace("match.", "demand.") : key, values);
  const said = parts.map((part) => inWords(part, theirs, words)).filter((text) => text !== t("match.open"));
  return (
    <article className="match">
      <div className="match-half">
        <h4>{request.title}</h4>
        <p className="soft">{[request.site.name, request.site.place].filter(Boolean).join(", ")}</p>
        <p className="meta">
          <strong>{request.year} {short("levels", [request.level])}</strong>
          <span>{t("asks.pupils", { count: request.pupils })}</span>
          {request.topic && <span>{request.topic}</span>}
        </p>
        {children}
      </div>
      <div className={fit === "fair" ? "seam doubt" : "seam"}>
        <strong>{t(`match.${fit}`)}</strong>
        <ul>{said.slice(0, 4).map((text) => <li key={text}>{text}</li>)}</ul>
      </div>
    </article>
  );
}
