import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";

export type Draft = Partial<Schemas["DraftIn"]>;
export type Suggestion = Schemas["SuggestionOut"];
export type NearMiss = Schemas["NearMissOut"];

/** What fits a draft now; the newest question wins, the last answer stays until then. */
export function useSuggestions(draft: Draft, enabled: boolean, limit = 5) {
  return useQuery({
    queryKey: ["suggestions", draft, limit],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answer(api.POST("/match-suggestions", { signal, body: draft as Schemas["DraftIn"], params: { query: { limit } } })),
  });
}
