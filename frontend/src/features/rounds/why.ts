import { useQuery } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";

export type RequestWhy = Schemas["RequestExplanationOut"];
export type ActivityWhy = Schemas["ActivityExplanationOut"];

/** Why a request got what it got in rounds. */
export function useRequestWhy(id: string) {
  return useQuery({
    queryKey: ["mine", "why", "request", id],
    queryFn: () => answer(api.GET("/requests/{request_id}/round-explanations", { params: { path: { request_id: id } } })),
  });
}

/** What rounds brought an activity. */
export function useActivityWhy(id: string) {
  return useQuery({
    queryKey: ["mine", "why", "activity", id],
    queryFn: () => answer(api.GET("/activities/{activity_id}/round-explanations", { params: { path: { activity_id: id } } })),
  });
}
