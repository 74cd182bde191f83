import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor, versioned } from "../../lib/api";

export type Verb = "pause" | "resume" | "leave";
const ROOM = ["mine", "professionals"];
type Header = { "Idempotency-Key": string };

/** The people of a company; `left` shows who stopped. */
export function usePeople(company: string, left: boolean) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "of", company, left],
    ...byCursor,
    queryFn: ({ pageParam }) =>
      answer(api.GET("/professionals", { params: { query: { company, pageSize: 50, ...(left && { state: "left" }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** One's own profiles. */
export function useMyProfiles() {
  return useQuery({ queryKey: [...ROOM, "own"], queryFn: () => answer(api.GET("/professionals", { params: { query: { mine: true, pageSize: 50 } } })) });
}

/** Somebody with the version that was read, for a change. */
export function useProfessional(id: string) {
  return useQuery({
    queryKey: [...ROOM, "one", id],
    staleTime: 0,
    refetchOnWindowFocus: false, // what is being typed stays
    queryFn: () => versioned(api.GET("/professionals/{professional_id}", { params: { path: { professional_id: id } } })),
  });
}

export function useRefreshPeople() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ROOM });
}

export const add = (body: Schemas["NewProfessional"], header: Header) => answer(api.POST("/professionals", { body, params: { header } }));
export const change = (id: string, tag: string, body: Schemas["ProfessionalPatch"]) =>
  answer(api.PATCH("/professionals/{professional_id}", { body, params: { path: { professional_id: id }, header: { "If-Match": tag } } }));
export const act = (id: string, verb: Verb) =>
  answer(api.POST("/professionals/{professional_id}/{verb}", { params: { path: { professional_id: id, verb } } }));

/** Keeps what was filled in. */
export function useSave(save: () => Promise<unknown>, done: () => void) {
  const refresh = useRefreshPeople();
  return useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await refresh();
      done();
    },
  });
}
