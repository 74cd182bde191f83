import type { Match } from "../features/matches/data";
import { inWords } from "../features/suggestions/reasons";
import type { Schemas } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { useWords } from "../lib/words";

/** What says most to both sides; whose choice it was and the week stand elsewhere. */
const TOLD = ["distance", "subject", "theme", "group"];

export const partsOf = ({ explanation }: Match): Schemas["PartOut"][] => (explanation?.parts ?? []) as Schemas["PartOut"][];

/** Why a request and an activity fit, in a few words each. */
export function useWhy(): (match: Match) => string[] {
  const { t } = useTranslation();
  const words = useWords();
  return (match) => {
    const parts = partsOf(match);
    const told = TOLD.flatMap((name) => parts.filter((part) => part.name === name));
    return told.map((part) => inWords(part, t, words)).filter((text) => text !== t("match.open"));
  };
}
