import { useSyncExternalStore } from "react";
import { type Schemas, answer, api } from "./api";

export type Account = Schemas["AccountOut"];
/** `account` is undefined until it is known and null for a visitor; `over`: somebody was signed in, and no longer is. */
type State = { account: Account | null | undefined; token: string | null; over: boolean; error?: unknown };

let state: State = { account: undefined, token: null, over: false };
let asked: Promise<void> | undefined;
const listeners = new Set<() => void>();
const SAFE = new Set(["GET", "HEAD"]);

function become(next: State): void {
  state = next;
  for (const changed of listeners) changed();
}

/** What the answer to signing in says. */
export function signedIn({ account, csrfToken }: Schemas["SessionOut"]): void {
  asked ??= Promise.resolve();
  become({ account, token: csrfToken, over: account === null && (state.over || Boolean(state.account)) });
}

export const signedOut = (): void => become({ account: null, token: null, over: false });

/** Asks the service who is signed in. */
export function askSession(): Promise<void> {
  asked = answer(api.GET("/session")).then(signedIn, (error: unknown) => {
    asked = undefined;
    become({ ...state, error });
  });
  return asked;
}

/** Every write carries the session's token; a session that turns out to be over is told. */
api.use({
  async onRequest({ request }) {
    if (SAFE.has(request.method)) return;
    await (asked ?? askSession());
    if (state.token) request.headers.set("X-CSRF-Token", state.token);
  },
  async onResponse({ response }) {
    if (response.status !== 401 && response.status !== 403) return;
    const { code } = (await response.clone().json().catch(() => ({}))) as { code?: string };
    if (code === "unauthenticated" && state.account) become({ account: null, token: null, over: true });
    if (code === "csrf_refused") await askSession();
  },
});

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};

/** Who is signed in. */
export const useSession = (): State => useSyncExternalStore(subscribe, () => state);
