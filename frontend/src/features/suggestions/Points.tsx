import type { Schemas } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";

/** A score's parts, each as a bar of what it could give. */
export function Points({ parts, score }: { parts: Schemas["PartOut"][]; score: number }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      <ul className="points">
        {parts.map((part) => (
          <li key={part.name}>
            <span>{t(`match.${part.name}`)}</span>
            <span className="meter">
              <i style={{ width: `${(part.points / part.of) * 100}%` }} />
            </span>
            <span className="whole">
              {words.number(part.points)} / {words.number(part.of)}
            </span>
          </li>
        ))}
      </ul>
      <p className="soft">{t("match.score", { score: words.number(score) })}</p>
    </>
  );
}
