import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useActivities } from "../../features/activities/data";
import { Tickets } from "../../features/activities/Ticket";
import { Badge } from "../../features/reliability/Badge";
import { useCompany } from "../../features/companies/data";
import { type CompanySite, itemsOf } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { useTitle } from "../../lib/title";
import { addressLine } from "../../lib/words";
import { Details } from "../../ui/Details";
import { Page } from "../../ui/Page";
import { Loading } from "../../ui/States";
import { Trouble } from "../../ui/Trouble";
import { Around } from "../Around";

const own = (now: { region?: string }) => ({ region: now.region });

function Body({ site }: { site: CompanySite }) {
  const { t } = useTranslation();
  const { labels } = useConcepts();
  const found = useActivities({ company: site.id });
  const items = itemsOf(found.data);
  return (
    <div className="columns">
      <section>
        <div className="bar"><h2>{t("company.offers")}</h2></div>
        {found.isPending ? <Loading rows={2} /> : items.length > 0 ? <Tickets activities={items} /> : <p>{t("company.noOffers")}</p>}
      </section>
      <aside className="panel stack">
        {site.state === "retired" && <p className="badge few" style={{ whiteSpace: "normal" }}>{t("company.retired")}</p>}
        <Badge kind="company" site={site.id} />
        <Details rows={[
          [t("company.address"), addressLine(site.address)],
          [t("company.sectors"), labels("sectors", site.sectors)],
        ]} />
        {site.company.url && <a href={site.company.url} rel="noreferrer">{t("school.site")}</a>}
        {site.location && <Around activities={items.slice(0, 1)} region={site.region ?? undefined} label={t("company.here", { place: site.address.place ?? site.name })} />}
      </aside>
    </div>
  );
}

export function CompanyPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/bedrijven/$id" });
  const { data, error, refetch } = useCompany(id);
  useTitle(data?.name);
  const crumb = <Link to="/bedrijven" search={own} className="crumb">← {t("company.back")}</Link>;
  if (error) return <Trouble error={error} above={crumb} retry={() => void refetch()} />;
  return (
    <Page title={data?.name ?? t("states.loading")} above={crumb}>
      {data ? <Body site={data} /> : <div className="columns"><Loading /></div>}
    </Page>
  );
}
