import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Act } from "../../features/matches/Act";
import { History } from "../../features/matches/History";
import { Ticket } from "../../features/matches/Ticket";
import { type Cancelled, type Match, useMatch, useMatches } from "../../features/matches/data";
import { GROUPS, groupOf } from "../../features/matches/words";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL, holds } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { Details } from "../../ui/Details";
import { More } from "../../ui/More";
import { Page } from "../../ui/Page";
import { Empty, Failed, Loading } from "../../ui/States";
import { Gate } from "../Gate";
import { Instead } from "../Instead";
import { useWhy } from "../why";

function Appointments({ account }: { account: Account }) {
  const { t } = useTranslation();
  const why = useWhy();
  const found = useMatches();
  const items = itemsOf(found.data);
  if (found.isPending) return <div className="section"><Loading rows={3} /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  if (items.length === 0) {
    return (
      <div className="section">
        <Empty title={t("matches.none")} text={t("matches.noneText")}><p><Link to="/mijn/vragen" search={(now) => ({ region: now.region })} className="button">{t("nav.requests")}</Link></p></Empty>
      </div>
    );
  }
  return (
    <>
      {GROUPS.map((group) => ({ group, of: items.filter((match) => groupOf(match) === group) })).filter(({ of }) => of.length > 0).map(({ group, of }) => (
        <section key={group} className="section" aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{t(`matches.groups.${group}`)} <span className="soft">{of.length}</span></h2>
          <ol className="stack">
            {of.map((match) => <li key={match.id}><Ticket match={match} why={why(match)} linked>{group === "you" && <Act match={match} coordinates={holds(account, REGIONAL)} done={() => undefined} />}</Ticket></li>)}
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

function Contacts({ match }: { match: Match }) {
  const { t } = useTranslation();
  const { contacts, professional } = match;
  if (!contacts) return <p className="soft">{t("matches.noContacts")}</p>;
  const told = (one: { name: string | null; email: string | null } | null) => one && [one.name, one.email].filter(Boolean).join(", ");
  return <Details rows={[[t("matches.side.school"), told(contacts.school)], [t("matches.side.company"), told(contacts.company)], [t("matches.comes"), professional?.name]]} />;
}

function Appointment({ account, id }: { account: Account; id: string }) {
  const { t } = useTranslation();
  const why = useWhy();
  const [instead, setInstead] = useState<Cancelled>();
  const { data: match, error, isPending, refetch } = useMatch(id);
  if (isPending) return <div className="section"><Loading rows={3} /></div>;
  if (error) return <div className="section"><Failed error={error} retry={() => void refetch()} /></div>;
  return (
    <>
      <div className="section"><Ticket match={match} why={why(match)} /></div>
      <div className="section" role="status">{instead && <Instead cancelled={instead} />}</div>
      <section className="section" aria-label={t("matches.todo")}>
        <Act match={match} coordinates={holds(account, REGIONAL)} done={(now) => setInstead("replacements" in now ? now : undefined)} />
      </section>
      <section className="section" aria-labelledby="who"><h2 id="who">{t("matches.who")}</h2><Contacts match={match} /></section>
      <section className="section" aria-labelledby="history"><h2 id="history">{t("matches.history")}</h2><History key={match.updatedAt} id={id} /></section>
    </>
  );
}

/** One appointment: what it is, what can be done, who it is with, and what happened to it. */
export function MatchPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/afspraken/$id" });
  useTitle(t("matches.one"));
  const above = <p><Link to="/mijn/afspraken" search={(now) => ({ region: now.region })}>{t("nav.matches")}</Link></p>;
  return <Page title={t("matches.one")} above={above}><Gate>{(account) => <Appointment account={account} id={id} />}</Gate></Page>;
}
