import type { Schemas } from "../../lib/api";

export type Draft = Partial<Schemas["DraftIn"]> & { siteName?: string };
export const EMPTY: Draft = {
  kinds: [], subjects: [], themes: [], languages: ["nl"], needs: [], weeksOk: [], weeksPreferred: [], onlineOk: false, maxKm: 30,
};
export const KEY = "loket.draft";

/** A draft as the API takes it: what is only for the page stays here. */
export function asked(draft: Draft): Partial<Schemas["DraftIn"]> {
  const { siteName, ...rest } = draft;
  return siteName === undefined ? draft : rest;
}

/** The fields that a request needs and this draft lacks. */
export function missing(draft: Draft): string[] {
  const needed: [string, unknown][] = [
    ["q1", draft.kinds?.length],
    ["school", draft.siteId],
    ["level", draft.level],
    ["year", draft.year],
    ["pupilsLabel", draft.pupils],
    ["subjects", draft.subjects?.length],
    ["goal", draft.goal],
    ["weeks", draft.weeksOk?.length],
    ["titleLabel", draft.title?.trim()],
  ];
  return needed.filter(([, value]) => !value).map(([name]) => name);
}
