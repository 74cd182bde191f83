import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, versioned } from "../../lib/api";
import { type Account, signedIn, signedOut } from "../../lib/session";

export function useMethods() {
  return useQuery({ queryKey: ["sign-in-methods"], staleTime: 3_600_000, queryFn: () => answer(api.GET("/sign-in/methods")) });
}

type Mailed = { token: string } | { attemptId: string; code: string };

/** Signs in by what was mailed: the link's token, or the attempt with its code. */
export function useSignIn(done: (account: Account | null) => void) {
  return useMutation({
    mutationFn: (body: Mailed) => answer(api.POST("/sessions", { body })),
    onSuccess: (session) => {
      signedIn(session);
      done(session.account);
    },
  });
}

export function useSignOut(done: () => void) {
  return useMutation({
    mutationFn: () => answer(api.POST("/session/end")),
    onSuccess: () => {
      signedOut();
      done();
    },
  });
}

const SESSIONS = ["mine", "sessions"];

export function useSessions() {
  return useQuery({ queryKey: SESSIONS, queryFn: () => answer(api.GET("/sessions")) });
}

export function useEndSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string | "others") =>
      id === "others"
        ? answer(api.POST("/sessions/end-others"))
        : answer(api.POST("/sessions/{session_id}/end", { params: { path: { session_id: id } } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: SESSIONS }),
  });
}

/** Changes the account as it is now: its version is read first. */
export async function changeAccount(body: Schemas["AccountPatch"]): Promise<Schemas["AccountOut"]> {
  const { tag } = await versioned(api.GET("/account"));
  return answer(api.PATCH("/account", { body, params: { header: { "If-Match": tag } } }));
}
