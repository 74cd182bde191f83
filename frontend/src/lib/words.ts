import { useTranslation } from "./i18n";

/** Numbers, dates and rows of words as people of this language write them. */
export function useWords() {
  const { language } = useTranslation();
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(language, { style: "percent" });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const here = { timeZone: "Europe/Amsterdam" } as const;
  const longDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", ...here });
  const moment = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", ...here });
  const near = { weekday: "short", day: "numeric", month: "short", ...here } as const;
  const shortDay = new Intl.DateTimeFormat(language, near);
  const span = new Intl.DateTimeFormat(language, { ...near, hour: "2-digit", minute: "2-digit" });
  const weekday = { short: new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }), long: new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }) };
  const row = (type: "conjunction" | "disjunction") => new Intl.ListFormat(language, { type });
  return {
    language,
    percent: (value: number) => share.format(value),
    number: (value: number) => number.format(value),
    week: (monday: string) => day.format(new Date(`${monday}T00:00:00Z`)),
    /** By its number: 1 is Monday. */
    weekday: (place: number, form: "short" | "long" = "short") => weekday[form].format(Date.UTC(2024, 0, place)),
    date: (stamp: string) => longDay.format(new Date(stamp)),
    /** With its weekday: "di 1 dec". */
    day: (stamp: string) => shortDay.format(new Date(stamp)),
    span: (from: string, to: string) => span.formatRange(new Date(from), new Date(to)),
    moment: (stamp: string) => moment.format(new Date(stamp)),
    all: (words: string[]) => row("conjunction").format(words),
    either: (words: string[]) => row("disjunction").format(words),
  };
}

/** The runs in a row of numbers: [2,3,4,6] as 2-4, 6. */
export function runs(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const found: [number, number][] = [];
  for (const value of sorted) {
    const last = found.at(-1);
    if (last && last[1] === value - 1) last[1] = value;
    else found.push([value, value]);
  }
  return found.map(([low, high]) => (low === high ? `${low}` : `${low}–${high}`)).join(", ");
}

/** As a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Without accents and capitals, so that what is typed is found however it is written. */
export const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

type Address = Partial<Record<"street" | "postcode" | "place", string | null>>;

/** What is known of an address, in one line. */
export const addressLine = ({ street, postcode, place }: Address): string => [street, postcode, place].filter(Boolean).join(", ");
