import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";

export type Slot = Schemas["SlotOut"];
const ROOM = ["mine", "slots"];

/** The moments of an activity from today on, the earliest first. */
export function useSlots(activity: string) {
  return useQuery({
    queryKey: [...ROOM, activity],
    queryFn: () => answer(api.GET("/activities/{activity_id}/slots", { params: { path: { activity_id: activity }, query: { from: new Date().toISOString().slice(0, 10), pageSize: 100 } } })),
  });
}

export function useAdd(activity: string, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, header }: { body: Schemas["SlotIn"]; header: { "Idempotency-Key": string } }) =>
      answer(api.POST("/activities/{activity_id}/slots", { body, params: { path: { activity_id: activity }, header } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}

export function useTakeBack(activity: string) {
  const queries = useQueryClient();
  return async (slot: string) => {
    await answer(api.POST("/activities/{activity_id}/slots/{slot_id}/cancel", { params: { path: { activity_id: activity, slot_id: slot } } }));
    await queries.invalidateQueries({ queryKey: ROOM });
  };
}
