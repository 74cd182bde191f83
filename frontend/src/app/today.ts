import { type Match, useMatches } from "../features/matches/data";
import { endsSoon } from "../features/matches/words";
import { useUnanswered } from "../features/requests/data";
import { type Schemas, itemsOf } from "../lib/api";

export const GROUPS = ["soon", "school", "company", "both", "nothing"] as const;
export type Group = (typeof GROUPS)[number];
/** What waits: a match for an answer, or a request for anything at all. */
export type Row = { id: string; group: Group } & ({ match: Match; request?: undefined } | { request: Schemas["RequestOut"]; match?: undefined });
const WAITING: Match["state"][] = ["proposed", "accepted_school", "accepted_company", "reschedule_proposed"];

const groupOf = (match: Match): Group => (endsSoon(match) ? "soon" : match.waitsFor.length > 1 ? "both" : match.waitsFor[0] === "school" ? "school" : "company");

/** What waits in the region, group by group; what ends first, and who waits longest, comes first. */
export function useToday() {
  const waiting = useMatches({ state: WAITING }, 200);
  const unanswered = useUnanswered();
  const matches = [...itemsOf(waiting.data)].sort((a, b) => (a.respondBy ?? "").localeCompare(b.respondBy ?? ""));
  const all: Row[] = [
    ...matches.map((match): Row => ({ id: match.id, group: groupOf(match), match })),
    ...(unanswered.data ?? []).map((request): Row => ({ id: request.id, group: "nothing", request })),
  ];
  return {
    rows: GROUPS.flatMap((group) => all.filter((row) => row.group === group)),
    isPending: waiting.isPending || unanswered.isPending,
    error: waiting.error ?? unanswered.error,
    refetch: () => Promise.all([waiting.refetch(), unanswered.refetch()]),
  };
}
