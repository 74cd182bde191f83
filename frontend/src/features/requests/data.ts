import { useQuery } from "@tanstack/react-query";
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
