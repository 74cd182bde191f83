import { useEffect, useState } from "react";

/** The secret behind the address's #, which leaves the address at once; else the one that this tab kept by the key. */
export function useFragment(kept?: string): string {
  const [secret] = useState(() => window.location.hash.slice(1) || (kept && sessionStorage.getItem(kept)) || "");
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  }, []);
  return secret;
}
