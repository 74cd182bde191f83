const SHARED = new Set(["gmail.com", "outlook.com", "hotmail.com", "live.nl", "icloud.com", "ziggo.nl", "kpnmail.nl", "yahoo.com"]);

/** The last two words of a host: what its owner has registered. */
const registered = (host: string): string => host.toLowerCase().split(".").slice(-2).join(".");

function hostOf(website: string): string | undefined {
  try {
    return new URL(website).hostname;
  } catch {
    return undefined;
  }
}

export type Match = "same" | "other" | "shared" | "unknown";

/** Whether somebody writes from the house of a website: a first sign, not a proof. */
export function sender(email: string | null, website: string | null): Match {
  const host = email?.split("@")[1];
  const site = website ? hostOf(website) : undefined;
  if (!host) return "unknown";
  if (SHARED.has(registered(host))) return "shared";
  if (!site) return "unknown";
  return registered(host) === registered(site) ? "same" : "other";
}
