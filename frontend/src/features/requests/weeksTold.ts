import type { Translate } from "../../lib/i18n";
import type { useWords } from "../../lib/words";

const NAMED = 8;

/** Weeks by their Mondays; of many only how many there are between which two. */
export function weeksTold(weeks: string[], t: Translate, words: ReturnType<typeof useWords>): string {
  const [first = "", last = ""] = [weeks[0], weeks.at(-1)];
  if (weeks.length > NAMED) return t("ask.weeksSpan", { count: weeks.length, first: words.week(first), last: words.week(last) });
  return weeks.map((week) => words.week(week)).join(", ");
}
