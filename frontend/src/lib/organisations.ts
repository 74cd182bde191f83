import { queryOptions, useQueries } from "@tanstack/react-query";
import { type Schemas, answer, api } from "./api";
import { organisationsOf } from "./roles";
import { useSession } from "./session";

export type Organisation = Schemas["OrganisationOut"];
export const ORGANISATIONS = ["mine", "organisations"];

export const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: [...ORGANISATIONS, "one", id],
    queryFn: () => answer(api.GET("/organisations/{organisation_id}", { params: { path: { organisation_id: id } } })),
  });

/** Those of one's organisations that do not take part for a while. */
export function usePaused(kind: Organisation["kind"]): Organisation[] {
  const { account } = useSession();
  const own = account ? organisationsOf(account).filter((one) => (one.kind === "company") === (kind === "company")) : [];
  return useQueries({
    queries: own.map(({ id }) => organisationQuery(id)),
    combine: (found) => found.flatMap(({ data }) => (data?.state === "paused" ? [data] : [])),
  });
}
