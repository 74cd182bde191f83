import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor, versioned } from "../../lib/api";

export type Own = Schemas["RequestOut"];
export type State = Own["state"];
export type Verb = "open" | "confirm" | "reopen" | "withdraw";
export const VERBS: Verb[] = ["confirm", "open", "reopen"];
export const STATES: State[] = ["needs_confirmation", "draft", "open", "proposed", "matched", "fulfilled", "expired", "retired", "withdrawn"];
const ROOM = ["mine", "requests"];

/** Whether it is offered what fits. */
export const isLooking = ({ state }: Own): boolean => state === "open" || state === "proposed";

/** What one's school asks, newest first. */
export function useOwn(state: State | undefined) {
  return useInfiniteQuery({
    queryKey: [...ROOM, state],
    ...byCursor,
    queryFn: ({ pageParam }) =>
      answer(api.GET("/requests", { params: { query: { pageSize: 50, ...(state && { state }), ...(pageParam ? { cursor: pageParam } : { count: true }) } } })),
  });
}

/** One of them with the version that was read, for a change. */
export function useOne(id: string) {
  return useQuery({
    queryKey: [...ROOM, "to change", id],
    staleTime: 0,
    refetchOnWindowFocus: false, // what is being typed stays
    queryFn: () => versioned(api.GET("/requests/{request_id}", { params: { path: { request_id: id } } })),
  });
}

/** Does something to a request, and reads the list again. */
export function useDeed<T>(deed: (of: T) => Promise<unknown>, done: (of: T) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: async (_, of) => {
      await queries.invalidateQueries({ queryKey: ["mine"] }); // its matches and its places in line go with it
      done(of);
    },
  });
}

export const act = (id: string, verb: Verb) => answer(api.POST("/requests/{request_id}/{verb}", { params: { path: { request_id: id, verb } } }));
export const change = (id: string, tag: string, body: Schemas["RequestPatch"]) =>
  answer(api.PATCH("/requests/{request_id}", { body, params: { path: { request_id: id }, header: { "If-Match": tag } } }));
