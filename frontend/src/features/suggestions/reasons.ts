import type { Schemas } from "../../lib/api";
import type { Translate } from "../../lib/i18n";

type Part = Schemas["PartOut"];
type Words = { number: (value: number) => string; week: (monday: string) => string };

const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** A part's facts in words: "14 km van hooguit 30". */
export function inWords(part: Part, t: Translate, words: Words): string {
  const fact = part.fact as Record<string, any>;
  switch (part.name) {
    case "type":
      return fact.choice ? t(`match.choice${String(fact.choice)}`) : t("match.open");
    case "subject":
    case "theme": {
      const [n, of] = [list(fact.common).length, list(fact.asked).length];
      return of ? t(part.name === "subject" ? "match.common" : "match.commonTheme", { n, of, count: of }) : t("match.open");
    }
    case "distance":
      if (fact.km === null) return fact.online ? t("match.online") : t("match.open");
      return `${t("match.km", { km: words.number(fact.km), limit: fact.limitKm })}${fact.online ? `, ${t("match.online")}` : ""}`;
    case "group":
      return fact.pupils === null ? t("match.open") : t("match.groupText", { pupils: fact.pupils, max: fact.maxGroup });
    default:
      if (!fact.week || fact.preferred === null) return t("match.open");
      return t(fact.preferred ? "match.preferred" : "match.accepted", { week: words.week(fact.week) });
  }
}
