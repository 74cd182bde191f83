import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Priority = Schemas["PriorityOut"];
/** Sites share names: the street tells them apart. */
export type Found = { id: string; name: string; at: string };
const ROOM = ["mine", "priorities"];

/** The schools of a region that come first in a school year, newest first. */
export function usePriorities(region: string, schoolYear: number) {
  return useInfiniteQuery({
    queryKey: [...ROOM, region, schoolYear],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/school-priorities", { params: { query: { region, schoolYear, state: "active", pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** Sites of the region by name. */
export function useFound(region: string, q: string) {
  return useQuery({
    queryKey: ["pick", "site", region, q],
    enabled: q.length > 1,
    queryFn: async ({ signal }): Promise<Found[]> =>
      (await answer(api.GET("/schools", { signal, params: { query: { q, region, pageSize: 6 } } }))).items.map(({ id, name, address }) => ({ id, name, at: [address.street, address.place].filter(Boolean).join(", ") })),
  });
}

export function useFirst(header: { "Idempotency-Key": string }, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["PriorityIn"]) => answer(api.POST("/school-priorities", { body, params: { header } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}

export function useWithdraw() {
  const queries = useQueryClient();
  return async (id: string) => {
    await answer(api.POST("/school-priorities/{priority_id}/withdraw", { params: { path: { priority_id: id } } }));
    await queries.invalidateQueries({ queryKey: ROOM });
  };
}
