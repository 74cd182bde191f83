import { Link } from "@tanstack/react-router";
import { Invitations } from "../features/organisations/Invitations";
import { Invite } from "../features/organisations/Invite";
import { Members } from "../features/organisations/Members";
import { MyRoles } from "../features/organisations/MyRoles";
import { TakingPart } from "../features/organisations/TakingPart";
import { useMembers } from "../features/organisations/data";
import { Figures } from "../features/reliability/Figures";
import { itemsOf } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import type { Organisation } from "../lib/organisations";
import { KEEPERS, REGIONAL, holds } from "../lib/roles";
import { type Account, askSession } from "../lib/session";
import { namesOf } from "../lib/sites";
import { Failed, Loading } from "../ui/States";

const ROLES = { school: ["teacher", "school_coordinator"], company: ["professional", "company_coordinator"] };

/** Who has which role at an organisation, and whether it takes part. */
export function OrganisationBody({ organisation, account }: { organisation: Organisation; account: Account }) {
  const { t } = useTranslation();
  const { id, kind, sites, allowedActions } = organisation;
  const keeper = holds(account, KEEPERS);
  const members = useMembers({ organisation: id }, keeper);
  const found = itemsOf(members.data);
  const own = { ...account, memberships: account.memberships.filter((held) => held.organisation?.id === id) };
  const [first] = sites;
  const looksIn = own.memberships.length > 0 || holds(account, REGIONAL);
  const names = namesOf(sites);
  const changed = () => void askSession();
  return (
    <div className="columns">
      <div className="stack wide">
        <section className="stack">
          <h2>{t("org.members")}</h2>
          {keeper && members.isPending && <Loading rows={2} />}
          {members.error && <Failed error={members.error} retry={() => void members.refetch()} />}
          {keeper ? <Members members={found} me={account.id} changed={changed} /> : <MyRoles account={own} changed={changed} />}
          {members.data && found.length === 0 && <p className="soft">{t("org.noMembers")}</p>}
        </section>
        {allowedActions.includes("invite") && <section className="stack"><h2>{t("org.invite.title")}</h2><Invite roles={ROLES[kind]} place={{ organisationId: id }} /></section>}
        {allowedActions.includes("invite") && <section className="stack"><h2>{t("org.invitations")}</h2><Invitations place={{ organisation: id }} /></section>}
        {first && looksIn && <section className="stack" aria-labelledby="reliability"><h2 id="reliability">{t("reliability.title")}</h2><Figures kind={kind} site={first.id} /></section>}
      </div>
      <aside className="panel stack">
        <h2>{t("org.takingPart")}</h2>
        <TakingPart organisation={organisation} />
        <h2>{t("org.sites")}</h2>
        <ul className="stack">{sites.map((site) => <li key={site.id}><Link to={kind === "school" ? "/scholen/$id" : "/bedrijven/$id"} params={{ id: site.id }}>{site.name}</Link><span className="soft line">{names.get(site.id)?.slice(site.name.length + 2)}</span></li>)}</ul>
      </aside>
    </div>
  );
}
