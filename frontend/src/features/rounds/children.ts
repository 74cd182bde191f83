import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, versioned } from "../../lib/api";
import { type Round, isRunning } from "./data";

export type Changes = Schemas["ScenarioIn"];
type Header = { "Idempotency-Key": string };
const ROOM = ["mine", "rounds"];
const LOOK_AGAIN = 1000;

/** What came of a round, newest first; looked at again while one of them is solved. */
export function useChildren(round: Round, kind: "amendment" | "scenario") {
  return useQuery({
    queryKey: [...ROOM, "children", round.id, kind],
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? LOOK_AGAIN : false),
    queryFn: () => answer(api.GET("/match-rounds", { params: { query: { parent: round.id, kind, pageSize: 50 } } })),
  });
}

export function useImagine(round: Round) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, header }: { body: Changes; header: Header }) => answer(api.POST("/match-rounds/{round_id}/scenarios", { params: { path: { round_id: round.id }, header }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ROOM }),
  });
}

export function useAmend(round: Round) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (header: Header) => answer(api.POST("/match-rounds/{round_id}/amendments", { params: { path: { round_id: round.id }, header } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ROOM }),
  });
}

/** Whether what falls away is mended by itself. */
export function useMending(round: Round) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (autoRepair: boolean) => {
      const path = { round_id: round.id };
      const { tag } = await versioned(api.GET("/match-rounds/{round_id}", { params: { path } }));
      return answer(api.PATCH("/match-rounds/{round_id}", { body: { autoRepair }, params: { path, header: { "If-Match": tag } } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ROOM }),
  });
}

/** What is not wanted any more is called off. */
export function useDrop(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST("/match-rounds/{round_id}/cancel", { params: { path: { round_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ROOM }),
  });
}

export function useFallen(round: Round) {
  return useQuery({
    queryKey: [...ROOM, "fallen", round.id],
    queryFn: () => answer(api.GET("/match-rounds/{round_id}/fallen-matches", { params: { path: { round_id: round.id }, query: { pageSize: 200 } } })),
  });
}

/** What a child brings beside its round, once both are solved. */
export function useDiff(child: Round, round: Round, wanted: boolean) {
  return useQuery({
    queryKey: [...ROOM, "diff", child.id, child.instanceSha256, round.id, round.instanceSha256],
    enabled: wanted,
    queryFn: () => answer(api.GET("/match-rounds/{round_id}/diff", { params: { path: { round_id: child.id }, query: { against: round.id, change: "gained", pageSize: 50 } } })),
  });
}
