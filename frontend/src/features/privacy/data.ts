import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";
import { save } from "../../lib/files";
import { signedOut } from "../../lib/session";

export type Entry = Schemas["AuditEntryOut"];
export type Filters = { region?: string; operation?: string; actor?: string; from?: string; to?: string };
const CONSENTS = ["mine", "consents"];

export function useEntries(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ["mine", "log", filters],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/audit-entries", { params: { query: { ...filters, pageSize: 50, ...(pageParam && { cursor: pageParam }) } } })),
  });
}

export function useOwnEntries() {
  return useInfiniteQuery({
    queryKey: ["mine", "own-log"],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/audit-entries/mine", { params: { query: { pageSize: 20, ...(pageParam && { cursor: pageParam }) } } })),
  });
}

export function useRegister() {
  return useQuery({ queryKey: ["register"], staleTime: 3_600_000, queryFn: () => answer(api.GET("/processing-register")) });
}

export function useConsents() {
  return useQuery({ queryKey: CONSENTS, queryFn: () => answer(api.GET("/consents")) });
}

export function useConsent() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: { give: Schemas["ConsentIn"]; header: { "Idempotency-Key": string } } | { withdraw: string }) =>
      "give" in wish
        ? answer(api.POST("/consents", { body: wish.give, params: { header: wish.header } }))
        : answer(api.POST("/consents/{consent_id}/withdraw", { params: { path: { consent_id: wish.withdraw } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: CONSENTS }),
  });
}

/** Everything that is kept of who asks, as a file. */
export async function download(): Promise<void> {
  const all = await answer(api.GET("/account/export"));
  save(new Blob([JSON.stringify(all, null, 2)], { type: "application/json" }), "techniekloket.json");
}

export function useErase(done: () => void) {
  return useMutation({
    mutationFn: (confirm: string) => answer(api.POST("/account/erase", { body: { confirm } })),
    onSuccess: () => {
      done();
      signedOut();
    },
  });
}
