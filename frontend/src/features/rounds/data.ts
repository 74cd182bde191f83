import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";
import { save } from "../../lib/files";

export type Round = Schemas["RoundOut"];
export type Pair = Schemas["PairOut"];
export type Alternative = Schemas["AlternativeOut"];
export type Decision = Schemas["ProposalDecisionIn"]["decision"];
export const VERBS = ["freeze", "solve", "stop", "publish", "close", "cancel"] as const;
export type Verb = (typeof VERBS)[number];
const ROOM = ["mine", "rounds"];
const LOOK_AGAIN = 1000;

/** A solve is under way, or about to be. */
export const isRunning = ({ state }: Round): boolean => state === "queued" || state === "solving";
/** There is a plan to look at. */
export const hasPlan = ({ figures }: Round): boolean => figures !== null;

export function useRounds(region: string | undefined) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "list", region],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/match-rounds", { params: { query: { region, kind: "round", pageSize: 20, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** One round, looked at again every second while it is solved. */
export function useRound(id: string) {
  return useQuery({
    queryKey: [...ROOM, "one", id],
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? LOOK_AGAIN : false),
    queryFn: () => answer(api.GET("/match-rounds/{round_id}", { params: { path: { round_id: id } } })),
  });
}

export function usePairs(round: Round) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "pairs", round.id, round.instanceSha256],
    ...byCursor,
    queryFn: async ({ pageParam }) => {
      const found = answer(api.GET("/match-rounds/{round_id}/proposals", { params: { path: { round_id: round.id }, query: { pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } }));
      return (await found) as Schemas["PairsOut"]; // the other forms come by another Accept
    },
  });
}

/** What a pair could be swapped for: solved again for each, so it takes a moment. */
export function useAlternatives(round: string, proposal: string) {
  return useQuery({
    queryKey: ["mine", "swaps", round, proposal],
    staleTime: Number.POSITIVE_INFINITY, // every solve makes proposals of its own
    queryFn: () => answer(api.GET("/match-rounds/{round_id}/proposals/{proposal_id}/alternatives", { params: { path: { round_id: round, proposal_id: proposal } } })),
  });
}

export function useUnserved(round: Round) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "unserved", round.id, round.instanceSha256],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/match-rounds/{round_id}/unserved", { params: { path: { round_id: round.id }, query: { pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export function useMake(done: (made: Round) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, header }: { body: Schemas["RoundIn"]; header: { "Idempotency-Key": string } }) => answer(api.POST("/match-rounds", { body, params: { header } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done(made);
    },
  });
}

/** One of the round's steps; everything about it is read again. */
export function useStep(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (verb: Verb) => answer(api.POST(`/match-rounds/{round_id}/${verb}` as "/match-rounds/{round_id}/freeze", { params: { path: { round_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ROOM }),
  });
}

/** What can be decided on a pair now: what was pinned or forbidden is released first; what stands is left alone. */
export const openOf = ({ decision, isKept }: Pair): Decision[] => {
  if (isKept) return [];
  if (decision === "pin" || decision === "forbid") return ["release"];
  return decision === "accept" ? ["pin", "forbid"] : ["accept", "pin", "forbid"];
};

export function useDecide(id: string, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (item: Schemas["ProposalDecisionIn"]) => answer(api.POST("/match-rounds/{round_id}/decisions", { params: { path: { round_id: id } }, body: { items: [item] } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}

export function useDecisions(round: Round) {
  return useQuery({
    queryKey: [...ROOM, "decisions", round.id],
    queryFn: () => answer(api.GET("/match-rounds/{round_id}/decisions", { params: { path: { round_id: round.id } } })),
  });
}

const proposalsAs = (round: Round, media: string) =>
  answer(api.GET("/match-rounds/{round_id}/proposals", { params: { path: { round_id: round.id } }, headers: { Accept: media }, parseAs: "text" }));
// By this sign a spreadsheet knows that letters with accents are UTF-8.
const BYTE_ORDER = "\uFEFF";

/** All proposals as a table for a spreadsheet. */
export async function keepTable(round: Round): Promise<void> {
  save(new Blob([BYTE_ORDER, await proposalsAs(round, "text/csv")], { type: "text/csv" }), `${round.name}.csv`);
}

/** What came of the round as a file for a calendar. */
export async function keepAgenda(round: Round): Promise<void> {
  save(new Blob([await proposalsAs(round, "text/calendar")], { type: "text/calendar" }), `${round.name}.ics`);
}
