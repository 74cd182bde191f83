import { expect, test } from "vitest";
import { subjectOf } from "./subjects";

const ID = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5061";

test("a path in the log is about a thing, with its page where there is one", () => {
  expect(subjectOf(`/v1/matches/${ID}/feedback`)).toEqual({ kind: "matches", page: `/mijn/afspraken/${ID}` });
  expect(subjectOf(`/v1/schools/by-source/duo/00AH00`)).toEqual({ kind: "schools", page: undefined });
  expect(subjectOf(`/v1/accounts/${ID}`)).toEqual({ kind: "accounts", page: undefined });
  expect(subjectOf("/v1/sessions")).toEqual({ kind: "sessions", page: undefined });
});
