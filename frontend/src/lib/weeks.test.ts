import { expect, test } from "vitest";
import { comingWeeks, uncharted, usable } from "./weeks";

const NOW = Date.parse("2025-11-12T10:00:00Z");
const CHRISTMAS = { startDate: "2025-12-20", endDate: "2026-01-04" };

test("a week is usable until it is over, unless it is free", () => {
  const weeks = ["2025-11-03", "2025-11-10", "2025-12-15", "2025-12-22", "2026-01-05"];
  expect(usable(weeks, [CHRISTMAS], NOW)).toEqual(["2025-11-10", "2025-12-15", "2026-01-05"]);
});

test("weeks of a school year without a known holiday are uncharted", () => {
  expect(uncharted(["2025-12-15", "2026-06-29", "2026-09-07"], [CHRISTMAS])).toEqual(["2026-09-07"]);
  expect(uncharted(["2025-12-15"], [])).toEqual(["2025-12-15"]);
});

test("coming weeks begin in two weeks and leave the summer out", () => {
  const weeks = comingWeeks(NOW, 34);
  expect(weeks[0]).toBe("2025-11-24");
  expect(weeks.some((week) => /-0[78]-/.test(week))).toBe(false);
});
