import { expect, test } from "vitest";
import type { Schemas } from "../../lib/api";
import { inForce } from "./inForce";

type Decided = Schemas["ProposalDecisionOut"];

const decided = (request: string, activity: string, decision: Decided["decision"]): Decided => ({
  request: { id: request, title: request },
  activity: { id: activity, title: activity },
  week: null,
  decision,
  reason: "",
  decidedAt: "2026-11-24T09:10:00Z",
});
const told = (items: Decided[]) => inForce(items).map(({ request, activity, decision }) => [request.id, activity.id, decision].join(" "));

test("the last word on a pair counts, and to accept is none", () => {
  expect(told([decided("R", "A", "forbid"), decided("R", "A", "accept")])).toEqual(["R A forbid"]);
  expect(told([decided("R", "A", "forbid"), decided("R", "A", "release")])).toEqual([]);
});

test("a request has one pin: a new one takes its place, a forbid of another activity does not", () => {
  const items = [decided("R", "A", "pin"), decided("S", "A", "pin"), decided("R", "B", "forbid"), decided("R", "C", "pin")];
  expect(told(items)).toEqual(["S A pin", "R B forbid", "R C pin"]);
});
