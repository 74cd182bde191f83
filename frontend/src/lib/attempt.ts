import { useState } from "react";

/** The key of one try, so that a repeat makes nothing twice; `next` is for the next thing to make. */
export function useAttempt(): { header: { "Idempotency-Key": string }; next: () => void } {
  const [key, setKey] = useState(() => crypto.randomUUID());
  return { header: { "Idempotency-Key": key }, next: () => setKey(crypto.randomUUID()) };
}
