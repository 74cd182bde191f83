import { useEffect, useState } from "react";

/** The secret behind the address's #, which leaves the address at once. */
export function useFragment(): string {
  const [secret] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  }, []);
  return secret;
}
