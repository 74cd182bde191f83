import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, Refused, answer, api, byCursor } from "../../lib/api";
import type { Decision, State } from "./states";

export type Application = Schemas["ApplicationOut"];
export type ApplicationIn = Schemas["ApplicationIn"];
const QUEUE = ["mine", "applications"];

export function useApply(done: (received: Schemas["ApplicationReceived"]) => void) {
  return useMutation({ mutationFn: (body: ApplicationIn) => answer(api.POST("/applications", { body })), onSuccess: done });
}

/** The public page of what takes part or has applied already, as a path. */
export function seenAt(error: unknown): string | undefined {
  const see = error instanceof Refused && error.problem.code === "already_known" ? error.problem.rest?.see : undefined;
  return typeof see === "string" ? new URL(see).pathname : undefined;
}

const byLink = (token: string) => ["application", token];

export function useApplicationByLink(token: string) {
  return useQuery({
    queryKey: byLink(token),
    enabled: token !== "",
    retry: false,
    queryFn: () => answer(api.POST("/applications/by-link", { body: { token } })),
  });
}

export function useWithdrawn(token: string) {
  const queries = useQueryClient();
  return async () => {
    const now = await answer(api.POST("/applications/by-link/withdraw", { body: { token } }));
    queries.setQueryData(byLink(token), now);
  };
}

export function useQueue(state: State | undefined, q: string | undefined) {
  return useInfiniteQuery({
    queryKey: [...QUEUE, state, q],
    ...byCursor,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/applications", {
          params: { query: { ...(state && { state }), ...(q && { q }), pageSize: 50, ...(pageParam ? { cursor: pageParam } : { count: true }) } },
        }),
      ),
  });
}

export function useDecide(done: (decided: Application) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, note }: { id: string; verb: Decision; note: string }) =>
      answer(api.POST("/applications/{application_id}/{verb}", { body: note ? { note } : {}, params: { path: { application_id: id, verb } } })),
    onSuccess: async (decided) => {
      await queries.invalidateQueries({ queryKey: QUEUE });
      done(decided);
    },
  });
}
