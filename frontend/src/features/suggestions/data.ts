import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type Activity, type Schemas, type Suggestions, answer, api } from "../../lib/api";

export type Draft = Partial<Schemas["DraftIn"]>;
export type Suggestion = Schemas["SuggestionOut"];
/** Of a draft: an activity is what nearly fits. */
export type NearMiss = Schemas["NearMissOut"] & { activity: Activity };
export const misses = (found: Suggestions | undefined): NearMiss[] =>
  (found?.nearMisses ?? []).filter((miss): miss is NearMiss => Boolean(miss.activity));

/** How one activity fits a draft: as a suggestion, or as a near miss. */
export function useFit(draft: Draft, activity: string | undefined) {
  return useQuery({
    queryKey: ["fit", draft, activity],
    enabled: Boolean(activity),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answer(api.POST("/match-suggestions", { signal, body: draft as Schemas["DraftIn"], params: { query: { activityId: activity } } })),
  });
}

/** The near misses that one step mends; all of them only when there is no such. */
export function nearest(close: NearMiss[]): NearMiss[] {
  const single = close.filter((miss) => miss.broken.length === 1);
  return single.length > 0 ? single : close;
}

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

/** What fits a request that was sent, and what nearly does. */
export function useRequestSuggestions(request: string, enabled: boolean) {
  return useQuery({ queryKey: ["mine", "suggestions", request], enabled, queryFn: () => answer(api.GET("/match-suggestions", { params: { query: { requestId: request } } })) });
}

/** The open requests that an activity fits. */
export function useActivitySuggestions(activity: string) {
  return useQuery({ queryKey: ["mine", "suggestions", "for", activity], queryFn: () => answer(api.GET("/match-suggestions", { params: { query: { activityId: activity, limit: 20 } } })) });
}
