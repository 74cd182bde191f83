import { useQuery } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";
import { useSession } from "../../lib/session";

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
  const { account } = useSession();
  return useQuery({ queryKey: [...MINE, "one", id], enabled: Boolean(account), queryFn: () => answer(api.GET("/requests/{request_id}", { params: { path: { request_id: id } } })) });
}

const MOST = 1000;

/** Open requests without any proposal, the longest waiting first. */
export function useUnanswered() {
  return useQuery({
    queryKey: [...MINE, "unanswered"],
    queryFn: async () => {
      const found: Schemas["RequestOut"][] = [];
      let cursor: string | null = null;
      do {
        const page: Schemas["RequestsOut"] = await answer(api.GET("/requests", { params: { query: { state: "open", pageSize: 200, ...(cursor ? { cursor } : {}) } } }));
        found.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor && found.length < MOST);
      return found.sort((a, b) => (a.openedAt ?? "").localeCompare(b.openedAt ?? ""));
    },
  });
}
