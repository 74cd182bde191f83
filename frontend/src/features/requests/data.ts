import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../lib/api";

/** The school holidays that are known of a holiday region. */
export function useHolidays(holidayRegion: string | null | undefined) {
  const { data } = useQuery({
    queryKey: ["holidays", holidayRegion],
    enabled: Boolean(holidayRegion),
    staleTime: 3_600_000,
    queryFn: () => answer(api.GET("/holidays", { params: { query: { holidayRegion: holidayRegion ?? "" } } })),
  });
  return data?.items;
}

const MINE = ["mine", "requests"];

export function useRequest(id: string) {
  return useQuery({ queryKey: [...MINE, "one", id], queryFn: () => answer(api.GET("/requests/{request_id}", { params: { path: { request_id: id } } })) });
}

export function useWithdrawRequest(id: string) {
  const queries = useQueryClient();
  return async () => {
    await answer(api.POST("/requests/{request_id}/{verb}", { params: { path: { request_id: id, verb: "withdraw" } } }));
    await queries.invalidateQueries({ queryKey: ["mine"] });
  };
}
