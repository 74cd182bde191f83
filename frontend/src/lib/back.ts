const KEY = "loket.back";
const LASTS = 20 * 60_000;

/** A path of this site; never another host. */
export function localPath(path: unknown): string | undefined {
  if (typeof path !== "string" || path.length > 500) return undefined;
  return /^\/(?![/\\])[!-[\]-~]*$/.test(path) ? path : undefined;
}

/** Keeps where somebody was on the way to, also for the tab that the mailed link opens. */
export function keepBack(path: string | undefined): void {
  if (path) localStorage.setItem(KEY, JSON.stringify({ path, until: Date.now() + LASTS }));
  else localStorage.removeItem(KEY);
}

/** Where somebody was before signing in, once. */
export function takeBack(): string | undefined {
  try {
    const { path, until } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as { path?: unknown; until?: number };
    localStorage.removeItem(KEY);
    return (until && until > Date.now() && localPath(path)) || undefined;
  } catch {
    return undefined;
  }
}
