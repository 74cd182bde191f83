import type { Translate } from "../../lib/i18n";
import type { useWords } from "../../lib/words";
import type { MomentIn, Slot } from "./data";

type Words = ReturnType<typeof useWords>;
type Week = { week: string; full: boolean };
/** A moment as it is filled in; `at` is a week, a slot, or TIME with a day and its hours. */
export type Pick = { at: string; day: string; from: string; to: string };
export type Way = { at: string; text: string; closed?: boolean };
export const TIME = "time";
const [WEEK, SLOT] = ["week:", "slot:"];

export const blank = (at: string): Pick => ({ at, day: "", from: "09:00", to: "10:30" });

/** What can be chosen from: the weeks, then the slots, then a time of one's own. */
export function waysOf(weeks: Week[], slots: Slot[], t: Translate, words: Words): Way[] {
  return [
    ...weeks.map(({ week, full }) => ({ at: WEEK + week, text: t(full ? "matches.weekFull" : "matches.week", { week: words.week(week) }), closed: full })),
    ...slots.map((slot) => ({ at: SLOT + slot.id, text: words.span(slot.startsAt, slot.endsAt) })),
    { at: TIME, text: t("matches.ownTime") },
  ];
}

/** As it is sent. */
export function sent({ at, day, from, to }: Pick): MomentIn {
  if (at === TIME) return { startsAt: `${day}T${from}`, endsAt: `${day}T${to}` };
  return at.startsWith(SLOT) ? { slotId: at.slice(SLOT.length) } : { week: at.slice(WEEK.length) };
}

/** The last day of a week. */
export const sundayOf = (monday: string): string => new Date(Date.parse(monday) + 6 * 86_400_000).toISOString().slice(0, 10);
