import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor, itemsOf, versioned } from "../../lib/api";

export type Webhook = Schemas["WebhookOut"];
export type Delivery = Schemas["DeliveryOut"];
const ROOM = ["mine", "webhooks"];
const AGAIN_MS = 3000;
const path = (id: string) => ({ webhook_id: id });

/** Those of the keys of one's regions, the newest first. */
export function useWebhooks() {
  return useInfiniteQuery({
    queryKey: [...ROOM, "list"],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/webhooks", { params: { query: { pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** What one was sent; read again while something is under way. */
export function useDeliveries(id: string) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "sent", id],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/webhooks/{webhook_id}/deliveries", { params: { path: path(id), query: { pageSize: 20, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    refetchInterval: ({ state }) => (itemsOf(state.data).some((one) => one.state === "pending" && one.attempts === 0) ? AGAIN_MS : false),
  });
}

/** Everything about webhooks is read again. */
export function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ROOM });
}

export function useTest(id: string) {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => answer(api.POST("/webhooks/{webhook_id}/test", { params: { path: path(id) } })), onSuccess: refresh });
}

export function useReplay(id: string, delivery: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => answer(api.POST("/webhooks/{webhook_id}/deliveries/{delivery_id}/replay", { params: { path: { ...path(id), delivery_id: delivery } } })),
    onSuccess: refresh,
  });
}

async function tagOf(id: string): Promise<{ "If-Match": string }> {
  const { tag } = await versioned(api.GET("/webhooks/{webhook_id}", { params: { path: path(id) } }));
  return { "If-Match": tag };
}

/** In use, or not for now; as it is now: its version is read first. */
export async function turn(id: string, state: "active" | "disabled") {
  return answer(api.PATCH("/webhooks/{webhook_id}", { body: { state }, params: { path: path(id), header: await tagOf(id) } }));
}

export async function remove(id: string) {
  return answer(api.DELETE("/webhooks/{webhook_id}", { params: { path: path(id), header: await tagOf(id) } }));
}
