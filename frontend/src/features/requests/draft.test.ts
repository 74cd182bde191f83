import { expect, test } from "vitest";
import type { Activity } from "../../lib/api";
import { EMPTY, asked, fresh, missing, wanting } from "./draft";

const ACTIVITY = {
  id: "a", title: "Bouw een windmolen", kind: "guest_lesson", levels: ["vmbo-tl", "havo"], years: [2, 3],
  subjects: ["natuurkunde"], themes: ["energy"],
} as unknown as Activity;

test("who wants an activity gets its kind, subjects and themes, and keeps the class that suits it", () => {
  const draft = wanting({ ...EMPTY, level: "havo" as never, year: 5, pupils: 28 }, ACTIVITY);
  expect([draft.activityId, draft.title, draft.kinds, draft.subjects, draft.themes]).toEqual(["a", "Bouw een windmolen", ["guest_lesson"], ["natuurkunde"], ["energy"]]);
  expect([draft.level, draft.year, draft.pupils]).toEqual(["havo", null, 28]);
  expect(wanting(EMPTY, ACTIVITY, "vwo", 3).level).toBeNull();
  expect(wanting(EMPTY, { ...ACTIVITY, levels: ["havo"], years: [3] }).year).toBe(3);
  expect(wanting(EMPTY, ACTIVITY, "havo", 3).year).toBe(3);
});

test("what is only for the page is not sent", () => {
  expect(asked({ ...EMPTY, siteName: "School", activityId: "a" })).toEqual(EMPTY);
});

test("a kept draft loses the weeks that are over or free", () => {
  const holiday = { startDate: "2025-12-20", endDate: "2026-01-04" };
  const weeks = ["2025-11-03", "2025-12-15", "2025-12-22"];
  const draft = { ...EMPTY, weeksOk: weeks, weeksPreferred: weeks };
  const now = fresh(draft, [holiday], Date.parse("2025-11-12"));
  expect([now.weeksOk, now.weeksPreferred]).toEqual([["2025-12-15"], ["2025-12-15"]]);
  expect(fresh(now, [holiday], Date.parse("2025-11-12"))).toBe(now);
});

test("what lacks is told with its step", () => {
  expect(missing({ ...EMPTY, kinds: ["workshop" as never], title: " " }).map(({ name, step }) => `${step} ${name}`)).toEqual([
    "2 school", "2 level", "2 year", "2 pupils", "3 subjects", "3 goal", "4 weeks", "5 title",
  ]);
});
