import { expect, test } from "vitest";
import type { Concept } from "../../lib/concepts";
import { begun, bodyOf, templated } from "./draft";

const kind = (code: string, minutes: number, modes: string[]): Concept => ({
  code, label: { nl: code }, broader: null, isced: null, exactMatch: [],
  extra: { durationMinutes: minutes, maxGroup: 30, modes, checklist: { nl: ["Een.", "Twee."], en: ["One."] }, followUp: { nl: ["Drie."], en: ["Three."] } },
});
const [lesson, visit] = [kind("guest_lesson", 50, ["at_school"]), kind("company_visit", 150, ["at_company"])];

test("a kind fills in what usually fits", () => {
  const filled = templated(begun("s"), lesson, undefined, "nl");
  expect([filled.kind, filled.minutes, filled.group, filled.modes, filled.preparation, filled.followUp]).toEqual(["guest_lesson", "50", "30", ["at_school"], "Een.\nTwee.", "Drie."]);
});

test("another kind replaces what was filled in, and keeps what was written", () => {
  const written = { ...templated(begun("s"), lesson, undefined, "en"), minutes: "75", preparation: "Lees dit." };
  const then = templated(written, visit, lesson, "en");
  expect([then.kind, then.minutes, then.modes, then.preparation, then.followUp]).toEqual(["company_visit", "75", ["at_company"], "Lees dit.", "Three."]);
});

test("what is empty is not sent as text", () => {
  const body = bodyOf({ ...begun("s"), kind: "guest_lesson", title: " Titel ", group: "30", access: { ppe: [] } });
  expect([body.title, body.programme, body.virtualUrl, body.fallbackMode, body.durationMinutes, body.access]).toEqual(["Titel", null, null, null, null, null]);
});
