import { expect, test } from "vitest";
import { begun, bodyOf, draftOf, hoursOn, moreHours, type Professional } from "./draft";

const PERSON = {
  displayName: "Gastdocent 1", function: null, bio: "", subjects: ["techniek"], levels: [], themes: [], languages: ["nl"], modes: [],
  travelKm: 20, availability: [{ weekday: 2, from: "09:00", to: "12:30" }], weeksOff: ["2027-02-15"], capPerMonth: null,
  vogValidUntil: null, accountId: "a", consentAt: "2026-11-25T09:00:00Z",
} as unknown as Professional;

test("what was read and is sent again says the same", () => {
  expect(bodyOf(draftOf(PERSON), { consent: true, account: true })).toEqual({
    displayName: "Gastdocent 1", function: null, bio: "", subjects: ["techniek"], levels: [], themes: [], languages: ["nl"], modes: [],
    travelKm: 20, availability: [{ weekday: 2, from: "09:00", to: "12:30" }], weeksOff: ["2027-02-15"], capPerMonth: null,
    vogValidUntil: null, accountId: "a", consent: true,
  });
});

test("consent and account are sent by who may alone", () => {
  const sent = bodyOf(begun("Gastdocent"), { consent: false, account: false });
  expect("consent" in sent || "accountId" in sent).toBe(false);
});

test("a day begins with a morning and goes on where it ended, until midnight", () => {
  const morning = moreHours([], 3);
  expect(morning).toEqual([{ weekday: 3, from: "09:00", to: "12:30" }]);
  expect(moreHours(morning, 3)[1]).toEqual({ weekday: 3, from: "12:30", to: "14:30" });
  expect(moreHours(morning, 4)[1]).toEqual({ weekday: 4, from: "09:00", to: "12:30" });
  expect(moreHours([{ weekday: 3, from: "20:00", to: "22:30" }], 3)[1]?.to).toBe("23:59");
});

test("the hours of a day stand in order", () => {
  const hours = [{ weekday: 1, from: "13:00", to: "14:00" }, { weekday: 2, from: "08:00", to: "09:00" }, { weekday: 1, from: "09:00", to: "10:00" }];
  expect(hoursOn(hours, 1).map(({ from }) => from)).toEqual(["09:00", "13:00"]);
});
