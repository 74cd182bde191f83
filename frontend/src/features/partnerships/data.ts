import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Partnership = Schemas["PartnershipOut"];
export type Agreement = Schemas["Agreement"];
export type EndReason = Schemas["EndIn"]["reason"];
export type Goal = NonNullable<Agreement["goals"]>[number];
export type Level = NonNullable<Agreement["levels"]>[number];
export type Kind = "school" | "company";
export type Found = { id: string; name: string; place: string | null };
const ROOM = ["mine", "partnerships"];
const path = (id: string) => ({ params: { path: { partnership_id: id } } });

/** Those of one's organisation or region, newest first. */
export function usePartnerships() {
  return useInfiniteQuery({
    queryKey: [...ROOM, "list"],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/partnerships", { params: { query: { pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** One with its school years. */
export function usePartnership(id: string) {
  return useQuery({ queryKey: [...ROOM, "one", id], queryFn: () => answer(api.GET("/partnerships/{partnership_id}", path(id))) });
}

export const accept = (id: string) => answer(api.POST("/partnerships/{partnership_id}/accept", path(id)));
export const end = (id: string, body: Schemas["EndIn"]) => answer(api.POST("/partnerships/{partnership_id}/end", { ...path(id), body }));

/** Everything about partnerships is read again. */
export function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ROOM });
}

export function usePropose(header: { "Idempotency-Key": string }, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["PartnershipIn"]) => answer(api.POST("/partnerships", { body, params: { header } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}

async function find(kind: Kind, q: string, signal: AbortSignal): Promise<Found[]> {
  const query = { signal, params: { query: { q, takesPart: true, pageSize: 6 } } };
  if (kind === "school") return (await answer(api.GET("/schools", query))).items.map(({ school, name, address }) => ({ id: school.id, name, place: address.place }));
  return (await answer(api.GET("/companies", query))).items.map(({ company, name, address }) => ({ id: company.id, name, place: address.place }));
}

/** Schools or companies that take part, by name; the organisation of each site. */
export function useFound(kind: Kind, q: string) {
  return useQuery({ queryKey: ["pick", kind, q], enabled: q.length > 1, queryFn: ({ signal }) => find(kind, q, signal) });
}
