import type { Concept } from "../../lib/concepts";
import type { Language } from "../../lib/i18n";
import type { Fields, Own } from "./own";

type Access = Partial<NonNullable<Own["access"]>>;
/** What an activity says, as it is typed. */
export type Draft = {
  siteId: string; kind: string; title: string; summary: string; goals: string[]; subjects: string[]; themes: string[]; levels: string[]; years: string[];
  modes: string[]; languages: string[]; weeks: string[]; minutes: string; group: string; radius: string; week: string; year: string;
  preparation: string; followUp: string; programme: string; fallback: string; link: string; access: Access;
};
export type Change = (next: Partial<Draft>) => void;
export const ACCESS = ["wheelchair", "stairs", "idRequired", "photoBan", "hearingLoop", "lowStimulus", "publicTransport"] as const;

export const begun = (siteId: string): Draft => ({
  siteId, kind: "", title: "", summary: "", goals: [], subjects: [], themes: [], levels: [], years: [], modes: [], languages: ["nl"], weeks: [],
  minutes: "", group: "", radius: "30", week: "1", year: "10", preparation: "", followUp: "", programme: "", fallback: "", link: "", access: {},
});

export const draftOf = (own: Own): Draft => ({
  siteId: own.company.id, kind: own.kind, title: own.title, summary: own.summary, goals: own.goals, subjects: own.subjects, themes: own.themes,
  levels: own.levels, years: own.years.map(String), modes: own.modes, languages: own.languages, weeks: own.weeks,
  minutes: own.durationMinutes === null ? "" : String(own.durationMinutes), group: String(own.maxGroup), radius: String(own.radiusKm),
  week: String(own.capacityWeek), year: String(own.capacityYear), preparation: own.preparation ?? "", followUp: own.followUp ?? "",
  programme: own.programme ?? "", fallback: own.fallbackMode ?? "", link: own.virtualUrl ?? "", access: own.access ?? {},
});

const lines = (texts: unknown, language: Language): string => {
  const lists = (texts ?? {}) as Record<string, string[]>;
  return (lists[language] ?? lists.en ?? []).join("\n");
};

/** What usually fits a kind; what somebody wrote already stays. */
export function templated(now: Draft, kind: Concept | undefined, before: Concept | undefined, language: Language): Draft {
  if (!kind) return now;
  const usual = (of: Concept | undefined) => ({
    minutes: String(of?.extra.durationMinutes ?? ""), group: String(of?.extra.maxGroup ?? ""),
    modes: (of?.extra.modes ?? []) as string[], preparation: lines(of?.extra.checklist, language), followUp: lines(of?.extra.followUp, language),
  });
  const [then, old] = [usual(kind), before ? usual(before) : { minutes: "", group: "", modes: [] as string[], preparation: "", followUp: "" }];
  const next = { ...now, kind: kind.code };
  for (const name of ["minutes", "group", "preparation", "followUp"] as const) if (now[name] === old[name]) next[name] = then[name];
  if (now.modes.join() === old.modes.join()) next.modes = then.modes;
  return next;
}

const number = (text: string) => (text ? Number(text) : null);

/** What is sent. */
export function bodyOf(draft: Draft): Fields {
  const { access } = draft;
  const said = Object.values(access).some((value) => value !== null && value !== undefined && (!Array.isArray(value) || value.length > 0));
  return {
    kind: draft.kind, title: draft.title.trim(), summary: draft.summary.trim(), goals: draft.goals, subjects: draft.subjects, themes: draft.themes,
    levels: draft.levels, years: draft.years.map(Number), modes: draft.modes, languages: draft.languages, weeks: draft.weeks,
    durationMinutes: number(draft.minutes), maxGroup: Number(draft.group), radiusKm: Number(draft.radius), capacityWeek: Number(draft.week),
    capacityYear: Number(draft.year), preparation: draft.preparation.trim(), followUp: draft.followUp.trim(), programme: draft.programme.trim() || null,
    fallbackMode: draft.fallback || null, virtualUrl: draft.link.trim() || null, access: said ? access : null,
  } as Fields;
}
