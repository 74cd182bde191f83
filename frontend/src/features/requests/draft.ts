import type { Activity, Schemas } from "../../lib/api";
import { type Holiday, usable } from "../../lib/weeks";

type Body = Partial<Schemas["DraftIn"]>;
/** `siteName` and `activityId` are for the page alone: the request does not hold them. */
export type Draft = Body & { siteName?: string; activityId?: string };
export const EMPTY: Draft = {
  kinds: [], subjects: [], themes: [], languages: ["nl"], needs: [], weeksOk: [], weeksPreferred: [], onlineOk: false, maxKm: 30,
};
export const KEY = "loket.draft";
const MOST_SUBJECTS = 5;

/** A draft as the API takes it. */
export function asked(draft: Draft): Body {
  const { siteName: _name, activityId: _activity, ...body } = draft;
  return body;
}

const only = <T>(values: T[]): T | undefined => (values.length === 1 ? values[0] : undefined);

/** The draft of somebody who wants this activity. The class stays when it suits; of several none is guessed. */
export function wanting(now: Draft, activity: Activity, level?: string, year?: number): Draft {
  const suiting = [level, now.level].find((code) => code && activity.levels.includes(code)) ?? only(activity.levels);
  const inYear = [year, now.year].find((one) => one && activity.years.includes(one)) ?? only(activity.years);
  return {
    ...now,
    activityId: activity.id,
    title: activity.title,
    kinds: [activity.kind as never],
    level: (suiting ?? null) as never,
    year: suiting ? (inYear ?? null) : null,
    subjects: activity.subjects.slice(0, MOST_SUBJECTS) as never,
    themes: activity.themes.slice(0, MOST_SUBJECTS) as never,
  };
}

/** The draft without weeks that are over or free. */
export function fresh(draft: Draft, holidays: Holiday[], now: number): Draft {
  const weeksOk = usable(draft.weeksOk ?? [], holidays, now);
  const weeksPreferred = (draft.weeksPreferred ?? []).filter((week) => weeksOk.includes(week));
  const same = weeksOk.length === draft.weeksOk?.length && weeksPreferred.length === draft.weeksPreferred?.length;
  return same ? draft : { ...draft, weeksOk, weeksPreferred };
}

export type Lacking = { name: string; step: number };

/** What a request needs and this draft lacks, and the step that asks for it. */
export function missing(draft: Draft): Lacking[] {
  const needed: [string, number, unknown][] = [
    ["kinds", 1, draft.kinds?.length],
    ["school", 2, draft.siteId],
    ["level", 2, draft.level],
    ["year", 2, draft.year],
    ["pupils", 2, draft.pupils],
    ["subjects", 3, draft.subjects?.length],
    ["goal", 3, draft.goal],
    ["weeks", 4, draft.weeksOk?.length],
    ["title", 5, draft.title?.trim()],
  ];
  return needed.filter(([, , value]) => !value).map(([name, step]) => ({ name, step }));
}
