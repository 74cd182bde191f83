import type { Match } from "../features/matches/data";
import { inWords } from "../features/suggestions/reasons";
import type { Schemas } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { useWords } from "../lib/words";

/** Why a request and an activity fit, in a few words each. */
export function useWhy(): (match: Match) => string[] {
  const { t } = useTranslation();
  const words = useWords();
  return ({ explanation }) => {
    const parts = (explanation?.parts ?? []) as Schemas["PartOut"][];
    return parts.filter(({ name }) => name !== "date").map((part) => inWords(part, t, words)).filter((text) => text !== t("match.open"));
  };
}
