import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor, versioned } from "../../lib/api";

export type Client = Schemas["ClientOut"];
export type WithKey = Schemas["ClientWithKeyOut"];
export const SCOPES: Schemas["NewClient"]["scopes"] = ["read:public", "read:region", "write:activities", "write:requests", "act:matches", "import:*"];
const KEYS = ["mine", "keys"];
type Header = { "Idempotency-Key": string };

export function useClients(state: "active" | "revoked") {
  return useInfiniteQuery({
    queryKey: [...KEYS, state],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/api-clients", { params: { query: { state, pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export function useRefreshClients() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: KEYS });
}

export function useNewClient(done: (made: WithKey) => void) {
  const refresh = useRefreshClients();
  return useMutation({
    mutationFn: ({ body, header }: { body: Schemas["NewClient"]; header: Header }) => answer(api.POST("/api-clients", { body, params: { header } })),
    onSuccess: (made) => {
      refresh();
      done(made);
    },
  });
}

export const rotate = (id: string, keepFormerHours: number) =>
  answer(api.POST("/api-clients/{client_id}/rotate", { body: { keepFormerHours }, params: { path: { client_id: id } } }));
/** Gives a key another name, as it is now: its version is read first. */
export async function rename(id: string, name: string) {
  const path = { client_id: id };
  const { tag } = await versioned(api.GET("/api-clients/{client_id}", { params: { path } }));
  return answer(api.PATCH("/api-clients/{client_id}", { body: { name }, params: { path, header: { "If-Match": tag } } }));
}
export const revoke = (id: string) => answer(api.POST("/api-clients/{client_id}/revoke", { params: { path: { client_id: id } } }));
