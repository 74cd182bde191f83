import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { askSession, useSession } from "../lib/session";
import { fetchTheirs } from "./chunks";

/** Asks who is signed in, again when one comes back to the page; what was somebody's own goes when they go. */
export function useWhoChanges(): void {
  const queries = useQueryClient();
  const { account } = useSession();
  const before = useRef<string>(undefined);
  useEffect(() => {
    const look = () => void (document.visibilityState === "visible" && askSession());
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => {
    if (before.current && before.current !== account?.id) queries.removeQueries({ queryKey: ["mine"] });
    before.current = account?.id;
    if (account) fetchTheirs();
  }, [account, queries]);
}
