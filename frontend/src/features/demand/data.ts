import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../../lib/api";

export const GROUPS = ["subject", "level", "municipality"] as const;
export type Group = (typeof GROUPS)[number];

/** What is asked and has no match, in numbers; of a region, or of the whole country. */
export function useDemand(groupBy: Group, region: string | undefined, enabled = true) {
  return useQuery({
    queryKey: ["demand", groupBy, region],
    enabled,
    queryFn: () => answer(api.GET("/demand/unmet", { params: { query: { groupBy, ...(region && { region }) } } })),
  });
}

/** How many classes wait. A request has one level, so that levels add up. */
export function useWaiting(region: string | undefined, enabled = true): number | undefined {
  const { data } = useDemand("level", region, enabled);
  return data?.items.reduce((sum, item) => sum + item.requests, 0);
}
