import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { Act } from "../../features/matches/Act";
import { Ticket } from "../../features/matches/Ticket";
import { useMatches } from "../../features/matches/data";
import { GROUPS, inGroup } from "../../features/matches/words";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { ASKERS, COMPANY, REGIONAL, holds } from "../../lib/roles";
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

type Folded = { closed: boolean; title: string; count: number; children: ReactNode };

/** A part of the list; what is over stays folded until it is asked for. */
function Fold({ closed, title, count, children }: Folded) {
  const id = useId();
  const heading = <h2 id={id}>{title} <span className="soft">({count})</span></h2>;
  return <section className="section" aria-labelledby={id}>{closed ? <details><summary>{heading}</summary>{children}</details> : <>{heading}{children}</>}</section>;
}

function Appointments({ account }: { account: Account }) {
  const { t } = useTranslation();
  const why = useWhy();
  const found = useMatches();
  const items = itemsOf(found.data);
  if (found.isPending) return <div className="section"><Loading rows={3} /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  if (items.length === 0) return <div className="section"><None account={account} /></div>;
  const watch = holds(account, REGIONAL);
  return (
    <>
      {GROUPS.map((group) => ({ group, of: inGroup(items, group, watch) })).filter(({ of }) => of.length > 0).map(({ group, of }) => (
        <Fold key={group} closed={group === "over"} title={t(`matches.groups.${group}`)} count={of.length}>
          <ol className="stack rail" data-group={group}>
            {of.map((match) => <li key={match.id}><Ticket match={match} why={why(match)} linked>{(match.allowedActions.includes("accept") || group === "done") && <Act match={match} account={account} done={() => undefined} />}</Ticket></li>)}
          </ol>
        </Fold>
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
