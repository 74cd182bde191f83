import { useQueries } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Draft } from "../features/requests/draft";
import { SchoolPicker } from "../features/schools/SchoolPicker";
import type { Schemas } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { organisationQuery } from "../lib/organisations";
import { organisationsOf } from "../lib/roles";
import { useSession } from "../lib/session";
import { namesOf } from "../lib/sites";

type Site = Schemas["OrganisationOut"]["sites"][number];

/** The sites of one's own schools; a single one is filled in, once, where none is chosen. */
export function useOwnSites(draft: Draft, change: (next: Partial<Draft>) => void): Site[] {
  const { account } = useSession();
  const schools = account ? organisationsOf(account).filter(({ kind }) => kind !== "company") : [];
  const sites = useQueries({
    queries: schools.map(({ id }) => organisationQuery(id)),
    combine: (found) => found.flatMap(({ data }) => data?.sites ?? []),
  });
  const only = sites.length === 1 ? sites[0] : undefined;
  const filled = useRef(false);
  useEffect(() => {
    if (!only || draft.siteId || filled.current) return;
    filled.current = true;
    change(at(only));
  }, [only, draft.siteId, change]);
  return sites;
}

const at = (site: Site, name = namesOf([site]).get(site.id)) => ({ siteId: site.id, siteName: name });
type Props = { own: Site[]; draft: Draft; change: (next: Partial<Draft>) => void };

/** The school that asks: one's own first, any other by searching. */
export function AskSchool({ own, draft, change }: Props) {
  const { t } = useTranslation();
  const names = namesOf(own);
  return (
    <>
      {own.length > 1 && (
        <div className="chips" role="group" aria-label={t("ask.ownSites")}>
          {own.map((site) => <button key={site.id} type="button" className="chip" aria-pressed={site.id === draft.siteId} onClick={() => change(at(site, names.get(site.id)))}>{names.get(site.id)}</button>)}
        </div>
      )}
      <SchoolPicker chosen={draft.siteName} pick={({ id, name, address, region }) => change(at({ id, name, place: address.place, street: address.street, region }))} />
    </>
  );
}
