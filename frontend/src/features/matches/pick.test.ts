import { expect, test } from "vitest";
import { blank, sent, sundayOf } from "./pick";

test("a moment is sent as what was chosen: a week, a slot or a time", () => {
  expect(sent(blank("week:2027-01-18"))).toEqual({ week: "2027-01-18" });
  expect(sent(blank("slot:7"))).toEqual({ slotId: "7" });
  expect(sent({ at: "time", day: "2027-01-19", from: "10:00", to: "11:30" })).toEqual({ startsAt: "2027-01-19T10:00", endsAt: "2027-01-19T11:30" });
});

test("a week ends on Sunday, over the end of a year too", () => {
  expect(sundayOf("2026-12-28")).toBe("2027-01-03");
});
