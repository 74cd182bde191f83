import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api, byCursor } from "../../lib/api";
import { ORGANISATIONS as ROOM, organisationQuery } from "../../lib/organisations";

export type Member = Schemas["MemberOut"];
export type Invitation = Schemas["InvitationOut"];
/** One place, or all that one may see. */
export type Place = { organisation?: string; region?: string };
export type Verb = "pause" | "resume" | "leave" | "archive";

export const useOrganisation = (id: string) => useQuery(organisationQuery(id));

export function useMembers(place: Place, enabled = true) {
  return useInfiniteQuery({
    queryKey: [...ROOM, "members", place],
    enabled,
    ...byCursor,
    queryFn: ({ pageParam }) =>
      answer(api.GET("/memberships", { params: { query: { ...place, pageSize: 100, ...(pageParam ? { cursor: pageParam } : {}) } } })),
  });
}

export function useInvitations(place: Place, enabled = true) {
  return useQuery({
    queryKey: [...ROOM, "invitations", place],
    enabled,
    queryFn: () => answer(api.GET("/invitations", { params: { query: { ...place, state: "pending", pageSize: 100 } } })),
  });
}

export function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ROOM });
}

export function useInvite(done: () => void) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ body, header }: { body: Schemas["InvitationIn"]; header: { "Idempotency-Key": string } }) =>
      answer(api.POST("/invitations", { body, params: { header } })),
    onSuccess: () => {
      void refresh();
      done();
    },
  });
}

export const withdrawInvitation = (id: string) =>
  answer(api.POST("/invitations/{invitation_id}/withdraw", { params: { path: { invitation_id: id } } }));
export const endMembership = (id: string) =>
  answer(api.POST("/memberships/{membership_id}/end", { params: { path: { membership_id: id } } }));
export const handOver = (id: string, body: Schemas["HandOver"]) =>
  answer(api.POST("/memberships/{membership_id}/hand-over", { body, params: { path: { membership_id: id } } }));
export const act = (id: string, verb: Verb) =>
  answer(api.POST("/organisations/{organisation_id}/{verb}", { params: { path: { organisation_id: id, verb } } }));

/** What a mailed invitation is for. */
export function useInvitationByLink(token: string) {
  return useQuery({
    queryKey: ["invitation", token],
    enabled: token !== "",
    staleTime: 0, // it differs once somebody has signed in
    retry: false,
    queryFn: () => answer(api.POST("/invitations/by-link", { body: { token } })),
  });
}
