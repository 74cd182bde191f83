import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Reliability = Schemas["ReliabilityOut"];
export type Appeal = Schemas["AppealOut"];
export type Kind = "school" | "company";
const ROOM = ["mine", "reliability"];
const path = (id: string) => ({ params: { path: { site_id: id } } });

/** A word for everybody, or null. */
export function useBadge(kind: Kind, site: string) {
  const { data } = useQuery({
    queryKey: ["badge", kind, site],
    queryFn: () => answer(kind === "school" ? api.GET("/schools/{site_id}/badge", path(site)) : api.GET("/companies/{site_id}/badge", path(site))),
  });
  return data?.badge;
}

/** The figures of the organisation of a site, with every match that counts. */
export function useReliability(kind: Kind, site: string) {
  return useQuery({
    queryKey: [...ROOM, kind, site],
    queryFn: () => answer(kind === "school" ? api.GET("/schools/{site_id}/reliability", path(site)) : api.GET("/companies/{site_id}/reliability", path(site))),
  });
}

/** What was asked about one match, and whether one may ask. */
export function useAppealsOf(match: string) {
  return useQuery({ queryKey: [...ROOM, "match", match], queryFn: () => answer(api.GET("/matches/{match_id}/appeals", { params: { path: { match_id: match } } })) });
}

/** Those that one decides on, newest first. */
export function useAppeals(state: Appeal["state"]) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "appeals", state],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/appeals", { params: { query: { state, pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export function useAppeal(match: string, header: { "Idempotency-Key": string }) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; side?: Kind }) => answer(api.POST("/matches/{match_id}/appeals", { params: { path: { match_id: match }, header }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["mine"] }),
  });
}

export function useDecide(appeal: string, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["DecisionIn"]) => answer(api.POST("/appeals/{appeal_id}/decide", { params: { path: { appeal_id: appeal } }, body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}
