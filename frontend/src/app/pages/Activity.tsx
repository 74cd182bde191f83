import { Link, useParams, useSearch } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import { useTranslation } from "../../lib/i18n";
import { useSession } from "../../lib/session";
import { loadForMine, loadReport } from "../chunks";
import { Access, Checklist, Facts, WeekStrip } from "../../features/activities/Facts";
import { useActivities, useActivity } from "../../features/activities/data";
import { Places, Tickets, useFound } from "../../features/activities/Ticket";
import type { Activity } from "../../lib/api";
import { ASKERS, holds } from "../../lib/roles";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Loading } from "../../ui/States";
import { Trouble } from "../../ui/Trouble";

const Report = lazy(loadReport);
const ForMine = lazy(loadForMine);
const own = (now: { region?: string }) => ({ region: now.region });

function Body({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const { region } = useSearch({ from: "__root__" });
  const { level, year } = useFound() ?? {};
  const { account } = useSession();
  const others = useActivities({ company: activity.company.id });
  const more = (others.data?.pages[0]?.items ?? []).filter((other) => other.id !== activity.id);
  return (
    <div className="columns early">
      <aside className="panel stack">
        <div className="bar">
          <Places left={activity.placesLeft} />
          <Link to="/vraag" className="button" search={{ region, activity: activity.id, level, year }}>{t("activity.ask")}</Link>
        </div>
        {holds(account, ASKERS) && <Suspense><ForMine activity={activity} /></Suspense>}
        <Facts activity={activity} />
      </aside>
      <div>
        <section className="section" style={{ marginTop: 0 }}><h2>{t("activity.what")}</h2><p style={{ whiteSpace: "pre-line" }}>{activity.summary || t("activity.noSummary")}</p></section>
        <section className="section"><h2>{t("activity.weeks")}</h2><WeekStrip weeks={activity.weeks} /></section>
        <section className="section"><h2>{t("activity.prepare")}</h2>{activity.preparation ? <p style={{ whiteSpace: "pre-line" }}>{activity.preparation}</p> : <Checklist kind={activity.kind} />}</section>
        {activity.followUp && <section className="section"><h2>{t("activity.after")}</h2><p style={{ whiteSpace: "pre-line" }}>{activity.followUp}</p></section>}
        {activity.access && <section className="section"><h2>{t("activity.access")}</h2><Access access={activity.access} /></section>}
        {more.length > 0 && <section className="section"><h2>{t("activity.more")}</h2><Tickets activities={more} /></section>}
        {account && <Suspense><Report about={{ type: "activity", id: activity.id }} /></Suspense>}
      </div>
    </div>
  );
}

export function ActivityPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/activiteiten/$id" });
  const found = useFound();
  const { data, error, refetch } = useActivity(id);
  useTitle(data?.title);
  const crumb = <Link to="/" search={found ?? own} className="crumb">← {t("activity.back")}</Link>;
  const lead = data && <Link to="/bedrijven/$id" params={{ id: data.company.id }} search={own}>{data.company.name}</Link>;
  if (error) return <Trouble error={error} above={crumb} retry={() => void refetch()} />;
  return (
    <Page title={data?.title ?? t("states.loading")} lead={lead} above={crumb}>
      {data ? <Body activity={data} /> : <div className="columns"><Loading /></div>}
    </Page>
  );
}
