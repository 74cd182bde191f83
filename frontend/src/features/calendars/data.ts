import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";

export type Address = Schemas["CalendarAddressOut"];
const ROOM = ["mine", "calendar"];

export function useCalendar() {
  return useQuery({ queryKey: ROOM, queryFn: () => answer(api.GET("/account/calendar")) });
}

export function useMakeCalendar(done: (made: Address) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (header: { "Idempotency-Key": string }) => answer(api.POST("/account/calendar", { params: { header } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done(made);
    },
  });
}

/** Ends the address; whoever had it reads nothing more. */
export function useRevokeCalendar() {
  const queries = useQueryClient();
  return async () => {
    await answer(api.POST("/account/calendar/revoke"));
    await queries.invalidateQueries({ queryKey: ROOM });
  };
}
