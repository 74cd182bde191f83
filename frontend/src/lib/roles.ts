import type { Account } from "./session";

export type Held = Account["memberships"][number];
export const KEEPERS = ["school_coordinator", "company_coordinator", "regional_coordinator", "platform_admin"];
export const REGIONAL = ["regional_coordinator"];
export const REGIONAL_OR_ADMIN = ["regional_coordinator", "platform_admin"];

export const COMPANY = ["professional", "company_coordinator"];
export const SCHOOL = ["teacher", "school_coordinator"];

/** Who asks for something: schools, and coordinators for them. */
export const ASKERS = [...SCHOOL, ...REGIONAL];
/** The sides of a match and their coordinators. */
export const PARTIES = [...ASKERS, ...COMPANY];

export const holds = (account: Account | null | undefined, roles: string[]): boolean =>
  Boolean(account?.memberships.some((held) => roles.includes(held.role)));

const HOMES: [string[], string][] = [[REGIONAL, "/regio"], [["company_coordinator"], "/mijn/kansen"], [["professional"], "/mijn/afspraken"], [SCHOOL, "/mijn/vragen"]];

/** Where somebody's work waits: the page to begin with. */
export const homeOf = (account: Account | null): string => HOMES.find(([roles]) => holds(account, roles))?.[1] ?? "/";

/** The schools, boards and companies that somebody has a role at, each once. */
export function organisationsOf(account: Account): NonNullable<Held["organisation"]>[] {
  const all = account.memberships.flatMap(({ organisation }) => (organisation ? [organisation] : []));
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

/** The companies at which somebody holds one of the roles, each once. */
export const companiesOf = (account: Account, roles: string[]): NonNullable<Held["organisation"]>[] =>
  organisationsOf({ ...account, memberships: account.memberships.filter(({ role }) => roles.includes(role)) }).filter(({ kind }) => kind === "company");

/** The regions that somebody coordinates. */
export const regionsOf = (account: Account): NonNullable<Held["region"]>[] =>
  account.memberships.flatMap(({ role, region }) => (role === "regional_coordinator" && region ? [region] : []));
