import { useRegions } from "../features/regions/data";
import { holds, regionsOf } from "../lib/roles";
import { useSession } from "../lib/session";

/** The regions that one keeps, as code and name; for the platform's admin all. */
export function useOwnRegions(): [string, string][] {
  const { account } = useSession();
  const all = useRegions().data?.items ?? [];
  if (!account) return [];
  return (holds(account, ["platform_admin"]) ? all : regionsOf(account)).map(({ code, name }) => [code, name]);
}
