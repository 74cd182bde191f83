import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Activity, type Schemas, answer, api, byCursor, versioned } from "../../lib/api";

export type Own = Activity;
export type Verb = "publish" | "pause" | "archive";
export type Fields = Schemas["ActivityPatch"];
const ROOM = ["mine", "activities"];

/** What one's companies offer, in every state, newest first. */
export function useOwn() {
  return useInfiniteQuery({
    queryKey: ROOM,
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/activities", { params: { query: { mine: true, pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** One of them with the version that was read, for a change. */
export function useOne(id: string) {
  return useQuery({
    queryKey: [...ROOM, "one", id],
    staleTime: 0,
    refetchOnWindowFocus: false, // what is being typed stays
    queryFn: () => versioned(api.GET("/activities/{activity_id}", { params: { path: { activity_id: id } } })),
  });
}

/** Does something to an activity, and reads the list again. */
export function useDeed<T>(deed: (of: T) => Promise<unknown>, done: (of: T) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: async (_, of) => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done(of);
    },
  });
}

export const act = (id: string, verb: Verb) => answer(api.POST("/activities/{activity_id}/{verb}", { params: { path: { activity_id: id, verb } } }));
export const add = (companySiteId: string, body: Fields, header: { "Idempotency-Key": string }) =>
  answer(api.POST("/activities", { body: { companySiteId, ...body } as Schemas["NewActivity"], params: { header } }));
export const change = (id: string, tag: string, body: Fields) =>
  answer(api.PATCH("/activities/{activity_id}", { body, params: { path: { activity_id: id }, header: { "If-Match": tag } } }));
