import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Match = Schemas["MatchOut"];
export type Cancelled = Schemas["CancelledOut"];
export type Side = "school" | "company";
export type MomentIn = Pick<Schemas["MomentIn"], "week" | "slotId" | "startsAt" | "endsAt">;
/** What is sent along with an action; each takes what it knows. */
export type Told = { reason?: string; note?: string; side?: Side; moment?: number; moments?: MomentIn[]; at?: MomentIn; professionalId?: string; lesson?: "done" | "waived"; score?: number; wouldRepeat?: boolean };
const ROOM = ["mine", "matches"];

/** One's matches, newest first. */
export function useMatches(search: { request?: string; waitsFor?: Side } = {}) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "list", search],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/matches", { params: { query: { ...search, pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export function useMatch(id: string) {
  return useQuery({ queryKey: [...ROOM, "one", id], queryFn: () => answer(api.GET("/matches/{match_id}", { params: { path: { match_id: id } } })) });
}

export function useEvents(id: string) {
  return useQuery({ queryKey: [...ROOM, "events", id], queryFn: () => answer(api.GET("/matches/{match_id}/events", { params: { path: { match_id: id } } })) });
}

export const VERBS = ["accept", "propose-slots", "reschedule", "decline", "mark-delivered", "lesson-after", "feedback", "mark-no-show", "withdraw", "cancel"] as const;
export type Verb = (typeof VERBS)[number];

/** Does one of the actions; everything about matches and requests is read again. */
export function useAct(id: string, done: (now: Match | Cancelled) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: { verb: Verb; body: Told }) =>
      answer(api.POST(`/matches/{match_id}/${verb}` as "/matches/{match_id}/cancel", { params: { path: { match_id: id } }, body: body as never })),
    onSuccess: async (now) => {
      await queries.invalidateQueries({ queryKey: ["mine"] });
      done(now);
    },
  });
}

export function usePropose(done: (made: Match) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, header }: { body: Schemas["MatchIn"]; header: { "Idempotency-Key": string } }) => answer(api.POST("/matches", { body, params: { header } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["mine"] });
      done(made);
    },
  });
}
