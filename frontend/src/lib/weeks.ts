export type Holiday = { startDate: string; endDate: string };

const DAY = 86_400_000;
const AUGUST = 7;
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The Monday of a day, as YYYY-MM-DD. */
export function mondayOf(time: number): string {
  const day = new Date(time).getUTCDay();
  return iso(time - ((day + 6) % 7) * DAY);
}

/** Coming Mondays, `count` of them, from two weeks ahead; July and August are summer. */
export function comingWeeks(now: number, count: number): string[] {
  const first = Date.parse(mondayOf(now)) + 14 * DAY;
  const found: string[] = [];
  for (let n = 0; found.length < count && n < count * 2; n += 1) {
    const monday = iso(first + n * 7 * DAY);
    if (!/-0[78]-/.test(monday)) found.push(monday);
  }
  return found;
}

/** Whether Monday to Friday lie in one holiday. */
export function isFree(monday: string, holidays: Holiday[]): boolean {
  const friday = iso(Date.parse(monday) + 4 * DAY);
  return holidays.some((holiday) => holiday.startDate <= monday && friday <= holiday.endDate);
}

/** Those that are not over and not free. */
export function usable(weeks: string[], holidays: Holiday[], now: number): string[] {
  const first = mondayOf(now);
  return weeks.filter((week) => week >= first && !isFree(week, holidays));
}

/** Those that are not over today. */
export const coming = (weeks: string[]): string[] => usable(weeks, [], Date.now());

function schoolYear(day: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  return date.getUTCFullYear() - (date.getUTCMonth() < AUGUST ? 1 : 0);
}

/** Those in a school year of which no holiday is known. */
export function uncharted(weeks: string[], holidays: Holiday[]): string[] {
  const known = new Set(holidays.map((holiday) => schoolYear(holiday.startDate)));
  return weeks.filter((week) => !known.has(schoolYear(week)));
}

/** The school year of today, by the year in which it begins. */
export const thisSchoolYear = (): number => schoolYear(iso(Date.now()));
