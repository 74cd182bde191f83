import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Activity, answer, api, byCursor } from "../../lib/api";

export type Search = {
  q?: string;
  kind?: string;
  level?: string;
  year?: number;
  theme?: string;
  near?: string;
  withinKm?: number;
  region?: string;
  company?: string;
};

const PAGE = 10;

/** Activities for a search, a page at a time; the first page carries the count. */
export function useActivities(search: Search, enabled = true) {
  const { q, kind, level, year, theme, near, withinKm, region, company } = search;
  return useInfiniteQuery({
    queryKey: ["activities", search],
    enabled,
    ...byCursor,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/activities", {
          signal,
          params: {
            query: {
              ...(q && { q }),
              ...(kind && { kind: [kind] }),
              ...(level && { level: [level] }),
              ...(year && { year: [year] }),
              ...(theme && { theme: [theme] }),
              ...(near && { near, withinKm, sort: "distance" as const }),
              ...(region && { region }),
              ...(company && { company }),
              pageSize: PAGE,
              ...(pageParam ? { cursor: pageParam } : { count: true, facets: true }),
            } as never,
          },
        }),
      ),
  });
}

export function useActivity(id: string | undefined) {
  return useQuery({
    queryKey: ["activity", id],
    enabled: Boolean(id),
    queryFn: () => answer(api.GET("/activities/{activity_id}", { params: { path: { activity_id: id ?? "" } } })),
  });
}

export const placed = (activities: Activity[]) => activities.filter((activity) => activity.location !== null);
