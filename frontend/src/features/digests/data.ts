import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../lib/api";

const ROOM = ["mine", "digest"];

export function useDigest() {
  return useQuery({ queryKey: ROOM, queryFn: () => answer(api.GET("/account/digest")) });
}

/** Asks for the letter, or for none. */
export function useChoose() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (verb: "subscribe" | "unsubscribe") => answer(api.POST(`/account/digest/${verb}`)),
    onSuccess: (told) => queries.setQueryData(ROOM, told),
  });
}

/** Ends the letter by the mailed link, whoever is signed in. */
export const useStop = (token: string) => useMutation({ mutationFn: () => answer(api.POST("/unsubscriptions/{token}", { params: { path: { token } } })) });
