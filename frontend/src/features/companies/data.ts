import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api, byCursor } from "../../lib/api";

export type CompanySearch = { q?: string; sector?: string; region?: string };

export function useCompanies({ q, sector, region }: CompanySearch, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ["companies", q, sector, region],
    enabled,
    ...byCursor,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/companies", {
          signal,
          params: {
            query: {
              ...(q && { q }),
              ...(sector && { sector: sector as never }),
              ...(region && { region }),
              pageSize: 25,
              ...(pageParam ? { cursor: pageParam } : { count: true }),
            },
          },
        }),
      ),
  });
}

export function useCompany(id: string) {
  return useQuery({
    queryKey: ["company", id],
    queryFn: () => answer(api.GET("/companies/{site_id}", { params: { path: { site_id: id } } })),
  });
}
