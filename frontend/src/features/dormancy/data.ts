import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";

export type Sleeper = Schemas["SleeperOut"];
export type Answer = Schemas["AnswerIn"]["answer"];
export const VERBS = ["pause", "resume", "leave"] as const;
export type Verb = (typeof VERBS)[number];
const ROOM = ["mine", "dormancy"];

/** Those of one's region; who sleeps longest is first. */
export function useSleepers() {
  return useInfiniteQuery({
    queryKey: ROOM,
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/organisations/dormant", { params: { query: { pageSize: 50, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

/** What its own coordinator could do, done by the region's. */
export function useSteer(id: string) {
  const queries = useQueryClient();
  return async (verb: Verb): Promise<void> => {
    await answer(api.POST("/organisations/{organisation_id}/{verb}", { params: { path: { organisation_id: id, verb } } }));
    await queries.invalidateQueries({ queryKey: ROOM });
  };
}

/** What a mailed question is about. */
export function useQuestion(token: string) {
  return useQuery({
    queryKey: ["dormancy", token],
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY, // once answered, the link is dead and the page says what came of it
    retry: false,
    queryFn: () => answer(api.POST("/dormancy-questions/by-link", { body: { token } })),
  });
}

export const useAnswer = (token: string) => useMutation({ mutationFn: (said: Answer) => answer(api.POST("/dormancy-questions/answer", { body: { token, answer: said } })) });
