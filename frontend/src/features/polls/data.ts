import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";

export type Poll = Schemas["ClassPollOut"];
export type Stage = Poll["stage"];
export type Address = Schemas["ClassPollAddressOut"];
export type Questions = Schemas["ClassQuestionsOut"];
export const VALUES = [1, 2, 3, 4, 5];
const ROOM = ["mine", "class-polls"];

/** What a class is asked around an appointment, and what it said. */
export function usePolls(match: string) {
  return useQuery({ queryKey: [...ROOM, match], queryFn: () => answer(api.GET("/matches/{match_id}/class-polls", { params: { path: { match_id: match } } })) });
}

/** Makes a code; the one before stops working. */
export function useOpen(match: string, done: (made: Address) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ stage, header }: { stage: Stage; header: { "Idempotency-Key": string } }) =>
      answer(api.POST("/matches/{match_id}/class-polls", { params: { path: { match_id: match }, header }, body: { stage } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ROOM });
      done(made);
    },
  });
}

/** Nobody answers any more. */
export function useClose(match: string) {
  const queries = useQueryClient();
  return async (stage: Stage): Promise<void> => {
    await answer(api.POST("/matches/{match_id}/class-polls/{stage}/close", { params: { path: { match_id: match, stage } } }));
    await queries.invalidateQueries({ queryKey: ROOM });
  };
}

/** What the class of a code is asked. */
export function useQuestions(code: string) {
  return useQuery({
    queryKey: ["class-questions", code],
    enabled: code !== "",
    staleTime: Number.POSITIVE_INFINITY, // who is answering keeps the questions, also when they are closed meanwhile
    retry: false,
    queryFn: () => answer(api.POST("/class-polls/by-code", { body: { code } })),
  });
}

export const useAnswer = (code: string) =>
  useMutation({ mutationFn: (answers: { question: Schemas["ClassAnswerIn"]["question"]; value: number }[]) => answer(api.POST("/class-polls/answers", { body: { code, answers } })) });
