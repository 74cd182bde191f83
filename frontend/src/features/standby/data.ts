import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Standby = Schemas["StandbyOut"];
export type Verb = "pass" | "cancel";
const ROOM = ["mine", "standby"];

/** What one stands by for, newest first; of one request, or of all. */
export function useStandbys(request?: string) {
  return useInfiniteQuery({
    queryKey: [...ROOM, request],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/standby-places", { params: { query: { pageSize: 50, ...(request && { request }), ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** How many wait for an activity of one's own. */
export function useLine(activity: string) {
  return useQuery({ queryKey: [...ROOM, "line", activity], queryFn: () => answer(api.GET("/activities/{activity_id}/standby", { params: { path: { activity_id: activity } } })) });
}

/** A deed after which everything of one's own is read again. */
function useDeed<Of, Made>(deed: (of: Of) => Promise<Made>, done?: (made: Made) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["mine"] });
      done?.(made);
    },
  });
}

export const useJoin = (done: () => void) =>
  useDeed(({ header, ...body }: Schemas["StandbyIn"] & { header: { "Idempotency-Key": string } }) => answer(api.POST("/standby-places", { body, params: { header } })), done);

export const useAccept = (done: (match: Schemas["MatchOut"]) => void) =>
  useDeed((id: string) => answer(api.POST("/standby-places/{standby_id}/accept", { params: { path: { standby_id: id } } })), done);

export const useEnd = () =>
  useDeed(({ id, verb }: { id: string; verb: Verb }) => answer(api.POST(`/standby-places/{standby_id}/${verb}`, { params: { path: { standby_id: id } } })));
