import { Link, useParams } from "@tanstack/react-router";
import { Act } from "../../features/matches/Act";
import { Ticket } from "../../features/matches/Ticket";
import { useMatches } from "../../features/matches/data";
import { GROUPS, groupOf } from "../../features/matches/words";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { ASKERS, COMPANY, holds } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { More } from "../../ui/More";
import { Page } from "../../ui/Page";
import { Empty, Failed, Loading } from "../../ui/States";
import { Appointment } from "../Appointment";
import { Gate } from "../Gate";
import { useWhy } from "../why";

const own = (now: { region?: string }) => ({ region: now.region });

function None({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <Empty title={t("matches.none")} text={t("matches.noneText")}>
      <div className="buttons">
        {holds(account, ASKERS) && <Link to="/mijn/vragen" search={own} className="button">{t("nav.requests")}</Link>}
        {holds(account, COMPANY) && <Link to="/mijn/kansen" search={own} className="button">{t("nav.chances")}</Link>}
      </div>
    </Empty>
  );
}

function Appointments({ account }: { account: Account }) {
  const { t } = useTranslation();
  const why = useWhy();
  const found = useMatches();
  const items = itemsOf(found.data);
  if (found.isPending) return <div className="section"><Loading rows={3} /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  if (items.length === 0) return <div className="section"><None account={account} /></div>;
  return (
    <>
      {GROUPS.map((group) => ({ group, of: items.filter((match) => groupOf(match) === group) })).filter(({ of }) => of.length > 0).map(({ group, of }) => (
        <section key={group} className="section" aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{t(`matches.groups.${group}`)} <span className="soft">({of.length})</span></h2>
          <ol className="stack line-of" data-group={group}>
            {of.map((match) => <li key={match.id}><Ticket match={match} why={why(match)} linked>{group === "you" && <Act match={match} account={account} done={() => undefined} />}</Ticket></li>)}
          </ol>
        </section>
      ))}
      <div className="section"><More of={found} /></div>
    </>
  );
}

/** One's appointments, as joined tickets: what waits for whom, what is planned, what is done. */
export function MatchesPage() {
  const { t } = useTranslation();
  useTitle(t("nav.matches"));
  return <Page title={t("nav.matches")} lead={t("matches.lead")}><Gate>{(account) => <Appointments account={account} />}</Gate></Page>;
}

/** One appointment: what it is, what can be done, who it is with, and what happened to it. */
export function MatchPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/afspraken/$id" });
  const above = <p><Link to="/mijn/afspraken" search={own}>{t("nav.matches")}</Link></p>;
  return <Page title={t("matches.one")} above={above}><Gate>{(account) => <Appointment key={id} account={account} id={id} />}</Gate></Page>;
}
