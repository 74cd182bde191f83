import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Activity, type Schemas, answer, api, byCursor } from "../../lib/api";
import { save } from "../../lib/files";
import { coming } from "../../lib/weeks";

export type Match = Schemas["MatchOut"];
export type Cancelled = Schemas["CancelledOut"];
export type Side = "school" | "company";
export type MomentIn = Pick<Schemas["MomentIn"], "week" | "slotId" | "startsAt" | "endsAt">;
export type Slot = Schemas["SlotOut"];
/** What is sent along with an action; each takes what it knows. */
export type Told = { reason?: string; note?: string; side?: Side; moment?: number; moments?: MomentIn[]; at?: MomentIn; professionalId?: string; lesson?: "done" | "waived"; score?: number; wouldRepeat?: boolean };
export type Search = { request?: string; waitsFor?: Side; state?: Match["state"][] };
const ROOM = ["mine", "matches"];

/** One's matches, newest first. */
export function useMatches(search: Search = {}, pageSize = 50) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "list", search, pageSize],
    ...byCursor,
    queryFn: ({ pageParam }) => answer(api.GET("/matches", { params: { query: { ...search, pageSize, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export function useMatch(id: string) {
  return useQuery({ queryKey: [...ROOM, "one", id], queryFn: () => answer(api.GET("/matches/{match_id}", { params: { path: { match_id: id } } })) });
}

export function useEvents(id: string) {
  return useQuery({ queryKey: [...ROOM, "events", id], queryFn: () => answer(api.GET("/matches/{match_id}/events", { params: { path: { match_id: id } } })) });
}

/** The confirmation on paper, in a language. */
export async function keepConfirmation(id: string, language: string): Promise<void> {
  const asked = { params: { path: { match_id: id } }, headers: { "Accept-Language": language }, parseAs: "blob" } as const;
  save(await answer(api.GET("/matches/{match_id}/confirmation", asked)), "techniekloket.pdf");
}

export const VERBS = ["accept", "propose-slots", "reschedule", "decline", "mark-delivered", "lesson-after", "feedback", "mark-no-show", "withdraw", "cancel"] as const;
export type Verb = (typeof VERBS)[number];

/** Does one of the actions; everything about matches and requests is read again. */
export function useAct(id: string, done: (now: Match | Cancelled) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: { verb: Verb; body: Told }) =>
      answer(api.POST(`/matches/{match_id}/${verb}` as "/matches/{match_id}/cancel", { params: { path: { match_id: id } }, body: body as never })),
    onSuccess: async (now) => {
      await queries.invalidateQueries({ queryKey: ["mine"] });
      done(now);
    },
  });
}

export function usePropose(done: (made: Match) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, header }: { body: Schemas["MatchIn"]; header: { "Idempotency-Key": string } }) => answer(api.POST("/matches", { body, params: { header } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["mine"] });
      done(made);
    },
  });
}

/** The moments of an activity that still have a place. */
export function useSlots(activity: string) {
  const found = useQuery({
    queryKey: [...ROOM, "slots", activity],
    queryFn: () => answer(api.GET("/activities/{activity_id}/slots", { params: { path: { activity_id: activity }, query: { from: new Date().toISOString().slice(0, 10), pageSize: 100 } } })),
  });
  return (found.data?.items ?? []).filter((slot) => slot.state === "open" && slot.placesLeft > 0);
}

/** The weeks that an activity still has, with those that are full. */
export function useWeeks(activity: string) {
  const { data } = useQuery({ queryKey: [...ROOM, "weeks", activity], queryFn: (): Promise<Activity> => answer(api.GET("/activities/{activity_id}", { params: { path: { activity_id: activity } } })) });
  return data && coming(data.weeks).map((week) => ({ week, full: data.fullWeeks.includes(week) }));
}

/** Who of the company can be asked for a week of the activity, whose turn it is first. */
export function useCandidates(activity: string, week: string | undefined, enabled = true) {
  return useQuery({
    queryKey: [...ROOM, "candidates", activity, week],
    enabled: enabled && Boolean(week),
    queryFn: async () => (await answer(api.GET("/match-candidates", { params: { query: { activityId: activity, week: week ?? "" } } }))).items,
  });
}
