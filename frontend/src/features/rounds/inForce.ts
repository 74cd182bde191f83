import type { Schemas } from "../../lib/api";

type Decided = Schemas["ProposalDecisionOut"];

/** Of decisions, oldest first, those that the next solve keeps to: a pin takes the place of the request's earlier one. */
export function inForce(items: Decided[]): Decided[] {
  const last = new Map<string, Decided>();
  for (const one of items.filter(({ decision }) => decision !== "accept")) {
    for (const [pair, known] of one.decision === "pin" ? last : []) {
      if (known.decision === "pin" && known.request.id === one.request.id) last.delete(pair);
    }
    last.set(one.request.id + one.activity.id, one);
  }
  return [...last.values()].filter(({ decision }) => decision !== "release");
}
