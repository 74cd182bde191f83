import { Navigate, useParams } from "@tanstack/react-router";
import { MyRoles } from "../../features/organisations/MyRoles";
import { useOrganisation } from "../../features/organisations/data";
import { useTranslation } from "../../lib/i18n";
import { organisationsOf } from "../../lib/roles";
import { askSession } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Loading } from "../../ui/States";
import { Trouble } from "../../ui/Trouble";
import { Gate } from "../Gate";
import { OrganisationBody } from "../Organisation";

export function OrganisationPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/organisatie/$id" });
  const { data, error, refetch } = useOrganisation(id);
  useTitle(data?.name);
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  return (
    <Page title={data?.name ?? t("states.loading")} lead={data && t(`org.lead.${data.kind}`, { code: data.code.value })}>
      <Gate>{(account) => data ? <OrganisationBody organisation={data} account={account} /> : <div className="columns"><Loading /></div>}</Gate>
    </Page>
  );
}

/** One's organisations; with a single one straight to it. */
export function OrganisationsPage() {
  const { t } = useTranslation();
  useTitle(t("nav.organisation"));
  return (
    <Page title={t("nav.organisation")}>
      <Gate>
        {(account) => {
          const all = organisationsOf(account);
          const [only] = all;
          if (only && all.length === 1) return <Navigate to="/mijn/organisatie/$id" params={{ id: only.id }} replace />;
          return <div className="section"><MyRoles account={account} changed={() => void askSession()} /></div>;
        }}
      </Gate>
    </Page>
  );
}
