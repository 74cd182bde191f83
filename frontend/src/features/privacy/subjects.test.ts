import { expect, test } from "vitest";
import type { Account } from "../../lib/session";
import { subjectOf } from "./subjects";

const ID = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5061";
const having = (role: string): Account => ({
  id: ID, email: "lezer@loket.example", name: null, locale: "nl",
  memberships: [{ id: ID, role, organisation: null, region: null, startsAt: "2026-01-01T00:00:00Z" }],
});

test("a path in the log is about a thing, with its page where there is one", () => {
  const teacher = having("teacher");
  expect(subjectOf(`/v1/matches/${ID}/feedback`, teacher)).toEqual({ kind: "matches", page: `/mijn/afspraken/${ID}` });
  expect(subjectOf(`/v1/schools/by-source/duo/00AH00`, teacher)).toEqual({ kind: "schools", page: undefined });
  expect(subjectOf(`/v1/accounts/${ID}`, teacher)).toEqual({ kind: "accounts", page: undefined });
  expect(subjectOf("/v1/sessions", teacher)).toEqual({ kind: "sessions", page: undefined });
});

test.each([
  ["requests", "teacher", true], ["requests", "company_coordinator", false], ["requests", "platform_admin", false],
  ["matches", "professional", true], ["matches", "platform_admin", false],
  ["match-rounds", "regional_coordinator", true], ["match-rounds", "school_coordinator", false],
  ["activities", "company_coordinator", true], ["activities", "regional_coordinator", true], ["activities", "platform_admin", false],
  ["organisations", "platform_admin", true], ["schools", "professional", true],
])("%s are linked for who may look: %s, %s", (kind, role, linked) => {
  expect(subjectOf(`/v1/${kind}/${ID}`, having(role)).page !== undefined).toBe(linked);
});
