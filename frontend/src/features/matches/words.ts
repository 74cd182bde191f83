import type { Translate } from "../../lib/i18n";
import type { useWords } from "../../lib/words";
import type { Match } from "./data";

type Words = ReturnType<typeof useWords>;
type Moment = Match["moment"];
export const GROUPS = ["you", "other", "planned", "done", "over"] as const;
export type Group = (typeof GROUPS)[number];
const PLANNED = ["confirmed", "reschedule_proposed"];
const DONE = ["delivered", "evaluated", "closed"];
const SOON = 3 * 86_400_000;

/** Where a match stands for who reads it: whoever may accept it is waited for, unless they only `watch` over it. */
export function groupOf(match: Match, watch: boolean): Group {
  if (!watch && match.allowedActions.includes("accept")) return "you";
  if (match.waitsFor.length > 0 && !PLANNED.includes(match.state)) return "other";
  if (PLANNED.includes(match.state)) return "planned";
  return DONE.includes(match.state) ? "done" : "over";
}

const SORTED: Partial<Record<Group, (match: Match) => string>> = {
  you: (match) => match.respondBy ?? "",
  other: (match) => match.respondBy ?? "",
  planned: (match) => match.moment.startsAt ?? match.moment.week,
};

/** Those of one group: what ends or comes first is first; of what is over, the newest. */
export function inGroup(matches: Match[], group: Group, watch: boolean): Match[] {
  const of = matches.filter((match) => groupOf(match, watch) === group);
  const by = SORTED[group];
  return by ? of.sort((a, b) => by(a).localeCompare(by(b))) : of;
}

/** Whether the wait for an answer ends within three days. */
export const endsSoon = (match: Match): boolean => Boolean(match.respondBy) && Date.parse(match.respondBy ?? "") - Date.now() < SOON;

/** A time, or the week that it will be in. */
export const whenOf = (moment: Moment, t: Translate, words: Words): string =>
  moment.startsAt && moment.endsAt ? words.span(moment.startsAt, moment.endsAt) : t("matches.week", { week: words.week(moment.week) });

export const waitedFor = (match: Match, t: Translate, words: Words): string => words.all(match.waitsFor.map((side) => t(`matches.side.${side}`)));

/** The next step, in words. */
export function nextOf(match: Match, watch: boolean, t: Translate, words: Words): string {
  const group = groupOf(match, watch);
  const date = match.respondBy ? words.day(match.respondBy) : "";
  if (group === "you") return t(match.state === "reschedule_proposed" ? "matches.next.move" : "matches.next.you", { date });
  if (group === "other") return t("matches.next.other", { who: waitedFor(match, t, words), date });
  if (match.state === "delivered" && !match.allowedActions.includes("lesson-after")) return t(match.allowedActions.includes("feedback") ? "matches.next.tell" : "matches.next.told");
  return t(`matches.next.${match.state}`, { date });
}
