import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Concern = Schemas["ConcernOut"];
export type About = Schemas["AboutIn"];
const ROOM = ["mine", "concerns"];

/** Those of one's region, newest first. */
export function useConcerns(state: Concern["state"]) {
  return useInfiniteQuery({
    queryKey: [...ROOM, state],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/concerns", { params: { query: { state, pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export const report = (about: About, text: string, header: { "Idempotency-Key": string }) => answer(api.POST("/concerns", { body: { about, text }, params: { header } }));

export function useHandle(id: string, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (outcome: string) => answer(api.POST("/concerns/{concern_id}/handle", { params: { path: { concern_id: id } }, body: { outcome } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}
