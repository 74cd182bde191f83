import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, versioned } from "../../lib/api";

export type Schedule = Schemas["RoundScheduleOut"];
export type Terms = Schemas["RoundScheduleIn"];
const ROOM = ["mine", "schedules"];
const path = (id: string) => ({ path: { schedule_id: id } });

/** The schedule of a region with its version; null when it has none. */
export function useSchedule(region: string) {
  return useQuery({
    queryKey: [...ROOM, region],
    queryFn: async () => {
      const [known] = (await answer(api.GET("/round-schedules", { params: { query: { region } } }))).items;
      return known ? versioned(api.GET("/round-schedules/{schedule_id}", { params: path(known.id) })) : null;
    },
  });
}

type Known = { data: Schedule; tag: string } | null;

/** Sets a region's schedule, the first time or anew. */
export function useSet(region: string, known: Known, header: { "Idempotency-Key": string }, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (terms: Terms) =>
      known
        ? answer(api.PUT("/round-schedules/{schedule_id}", { params: { ...path(known.data.id), header: { "If-Match": known.tag } }, body: terms }))
        : answer(api.POST("/round-schedules", { body: { ...terms, region }, params: { header } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done();
    },
  });
}

export function useStop() {
  const queries = useQueryClient();
  return async (id: string) => {
    await answer(api.POST("/round-schedules/{schedule_id}/stop", { params: path(id) }));
    await queries.invalidateQueries({ queryKey: ROOM });
  };
}
