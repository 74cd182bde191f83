import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api, byCursor } from "../../lib/api";

export type SchoolSearch = { q?: string; level?: string; region?: string };

export function useSchools({ q, level, region }: SchoolSearch, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ["schools", q, level, region],
    enabled,
    ...byCursor,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/schools", {
          signal,
          params: {
            query: {
              ...(q && { q }),
              ...(level && { level: level as never }),
              ...(region && { region }),
              pageSize: 25,
              ...(pageParam ? { cursor: pageParam } : { count: true, facets: true }),
            },
          },
        }),
      ),
  });
}

export function useSchool(id: string | undefined) {
  return useQuery({
    queryKey: ["school", id],
    enabled: Boolean(id),
    queryFn: () => answer(api.GET("/schools/{site_id}", { params: { path: { site_id: id ?? "" } } })),
  });
}
