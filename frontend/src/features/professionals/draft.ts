import type { Schemas } from "../../lib/api";

export type Professional = Schemas["ProfessionalOut"];
export type Hours = Schemas["WeekHours"];
export type Draft = {
  accountId: string;
  displayName: string;
  function: string;
  bio: string;
  subjects: Professional["subjects"];
  levels: Professional["levels"];
  themes: Professional["themes"];
  languages: Professional["languages"];
  modes: Professional["modes"];
  travelKm: string;
  hours: Hours[];
  weeksOff: string[];
  cap: string;
  vog: string;
  consent: boolean;
};
export type Change = (next: Partial<Draft>) => void;
type Fields = Omit<Schemas["NewProfessional"], "companyId">;

export const MOST_HOURS = 20;
/** Half a day, and what follows it on the same day. */
const MORNING = { from: "09:00", to: "12:30" };
const LAST = "23:59";

export const begun = (displayName: string, accountId = ""): Draft => ({
  accountId,
  displayName,
  function: "",
  bio: "",
  subjects: [],
  levels: [],
  themes: [],
  languages: [],
  modes: [],
  travelKm: "25",
  hours: [],
  weeksOff: [],
  cap: "",
  vog: "",
  consent: false,
});

export const draftOf = (person: Professional): Draft => ({
  accountId: person.accountId ?? "",
  displayName: person.displayName,
  function: person.function ?? "",
  bio: person.bio,
  subjects: person.subjects,
  levels: person.levels,
  themes: person.themes,
  languages: person.languages,
  modes: person.modes,
  travelKm: String(person.travelKm),
  hours: person.availability ?? [],
  weeksOff: person.weeksOff ?? [],
  cap: person.capPerMonth === null ? "" : String(person.capPerMonth),
  vog: person.vogValidUntil ?? "",
  consent: person.consentAt !== null,
});

/** What is sent; the consent only by who may give it, and the account only by who may choose it. */
export function bodyOf(draft: Draft, may: { consent: boolean; account: boolean }): Fields {
  const { displayName, function: does, bio, hours, weeksOff, cap, vog, travelKm, accountId, consent, ...lists } = draft;
  return {
    ...(lists as Pick<Fields, "subjects" | "levels" | "themes" | "languages" | "modes">),
    displayName: displayName.trim(),
    function: does.trim() || null,
    bio: bio.trim(),
    travelKm: Number(travelKm),
    availability: hours,
    weeksOff,
    capPerMonth: cap ? Number(cap) : null,
    vogValidUntil: vog || null,
    ...(may.account && { accountId: accountId || null }),
    ...(may.consent && { consent }),
  } as Fields;
}

export const hoursOn = (hours: Hours[], weekday: number): Hours[] =>
  hours.filter((window) => window.weekday === weekday).toSorted((a, b) => a.from.localeCompare(b.from));

/** The next hours of a day: a morning first, then from the last end on. */
export function moreHours(hours: Hours[], weekday: number): Hours[] {
  const last = hoursOn(hours, weekday).at(-1);
  if (!last) return [...hours, { weekday, ...MORNING }];
  const [begins = 0, minutes = "00"] = [Number(last.to.slice(0, 2)), last.to.slice(3)];
  const ends = begins + 2 > 23 ? LAST : `${String(begins + 2).padStart(2, "0")}:${minutes}`;
  return [...hours, { weekday, from: last.to, to: ends }];
}
