import type { Translate } from "../../lib/i18n";
import type { useWords } from "../../lib/words";
import type { Match } from "./data";

type Words = ReturnType<typeof useWords>;
type Moment = Match["moment"];
export const GROUPS = ["you", "other", "planned", "done", "over"] as const;
export type Group = (typeof GROUPS)[number];
const PLANNED = ["confirmed", "reschedule_proposed"];
const DONE = ["delivered", "evaluated", "closed"];

/** Where a match stands for who reads it: whoever may accept it is waited for. */
export function groupOf(match: Match): Group {
  if (match.allowedActions.includes("accept")) return "you";
  if (match.waitsFor.length > 0 && !PLANNED.includes(match.state)) return "other";
  if (PLANNED.includes(match.state)) return "planned";
  return DONE.includes(match.state) ? "done" : "over";
}

/** A time, or the week that it will be in. */
export const whenOf = (moment: Moment, t: Translate, words: Words): string =>
  moment.startsAt ? words.moment(moment.startsAt) : t("matches.week", { week: words.week(moment.week) });

/** The next step, in words. */
export function nextOf(match: Match, t: Translate, words: Words): string {
  const group = groupOf(match);
  if (group === "you") return t("matches.next.you", { date: match.respondBy ? words.date(match.respondBy) : "" });
  if (group === "other") return t("matches.next.other", { who: words.all(match.waitsFor.map((side) => t(`matches.side.${side}`))), date: match.respondBy ? words.date(match.respondBy) : "" });
  return t(`matches.next.${match.state}`);
}
