import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useActivities } from "../../features/activities/data";
import { Tickets } from "../../features/activities/Ticket";
import { Badge } from "../../features/reliability/Badge";
import { useSchool } from "../../features/schools/data";
import type { SchoolSite } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { useTitle } from "../../lib/title";
import { addressLine } from "../../lib/words";
import { Page } from "../../ui/Page";
import { Loading } from "../../ui/States";
import { Trouble } from "../../ui/Trouble";
import { Around } from "../Around";
import { Details } from "../../ui/Details";

const own = (now: { region?: string }) => ({ region: now.region });
const NEAR_KM = 40;

function Body({ site }: { site: SchoolSite }) {
  const { t } = useTranslation();
  const { region } = useSearch({ from: "__root__" });
  const { short } = useConcepts();
  const { location } = site;
  const near = location ? `${location.lat},${location.lon}` : undefined;
  const around = useActivities({ near, withinKm: NEAR_KM }, Boolean(near));
  const items = around.data?.pages[0]?.items ?? [];
  const place = location && near ? { near, name: site.address.place ?? site.name, lat: location.lat, lon: location.lon, region: site.region } : undefined;
  return (
    <div className="columns early">
      <aside className="panel stack">
        {site.state === "retired" && <p className="badge few" style={{ whiteSpace: "normal" }}>{t("school.retired")}</p>}
        <Badge kind="school" site={site.id} />
        <Details rows={[
          [t("school.address"), addressLine(site.address)],
          [t("school.levels"), short("levels", site.levels)],
          [t("school.institution"), `${site.school.name} (${site.school.code.value})`],
          [t("school.holidays"), site.holidayRegion],
        ]} />
        {site.website && <a href={site.website} rel="noreferrer">{t("school.site")}</a>}
        <Link to="/vraag" search={{ region, site: site.id }} className="button">{t("school.ask")}</Link>
        {place && <Around activities={items} place={place} region={site.region ?? undefined} />}
      </aside>
      <section className="stack">
        <div className="bar"><h2>{t("school.near")}</h2></div>
        {around.isPending && near ? <Loading /> : items.length > 0 ? <Tickets activities={items} numbered /> : <p>{t("school.nothingNear")}</p>}
      </section>
    </div>
  );
}

export function SchoolPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/scholen/$id" });
  const { data, error, refetch } = useSchool(id);
  useTitle(data?.name);
  const crumb = <Link to="/scholen" search={own} className="crumb">← {t("school.back")}</Link>;
  if (error) return <Trouble error={error} above={crumb} retry={() => void refetch()} />;
  return (
    <Page title={data?.name ?? t("states.loading")} above={crumb}>
      {data ? <Body site={data} /> : <div className="columns"><Loading /></div>}
    </Page>
  );
}
