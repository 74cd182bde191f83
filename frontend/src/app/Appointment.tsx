import { useState } from "react";
import { Act } from "../features/matches/Act";
import { History } from "../features/matches/History";
import { Paper } from "../features/matches/Paper";
import { Ticket } from "../features/matches/Ticket";
import { type Match, useMatch } from "../features/matches/data";
import { Polls } from "../features/polls/Polls";
import { AppealsOf } from "../features/reliability/Appeal";
import { Points } from "../features/suggestions/Points";
import { useTranslation } from "../lib/i18n";
import { ASKERS, holds } from "../lib/roles";
import type { Account } from "../lib/session";
import { useTitle } from "../lib/title";
import { Details } from "../ui/Details";
import { Failed, Loading } from "../ui/States";
import { Instead } from "./Instead";
import { OfRound } from "./OfRound";
import { partsOf, useWhy } from "./why";

type Contact = { name: string | null; email: string | null } | null;

/** Where one has to be: the address as far as it is known. */
function Venue({ venue }: { venue: NonNullable<Match["venue"]> }) {
  const { t } = useTranslation();
  if (venue.mode === "online") return <>{t("matches.atHome")}</>;
  const town = [venue.postcode?.replace(/^(\d{4}) ?([A-Z]{2})$/, "$1 $2"), venue.place].filter(Boolean).join(" ");
  return <>{venue.name}{[venue.street, town].filter(Boolean).map((line) => <span key={line} className="line">{line}</span>)}</>;
}

/** Where and with whom it is: hidden until both said yes. */
function Who({ match }: { match: Match }) {
  const { t } = useTranslation();
  const { contacts, professional, allowedActions } = match;
  if (!contacts) return <p className="soft">{t(allowedActions.length > 0 ? "matches.noContacts" : "matches.noContactsNow")}</p>;
  const told = (one: Contact) => one && <>{one.name}{one.email && <a className="line" href={`mailto:${one.email}`}>{one.email}</a>}</>;
  return <Details rows={[[t("matches.venue"), match.venue && <Venue venue={match.venue} />], [t("matches.school"), told(contacts.school)], [t("matches.company"), told(contacts.company)], [t("matches.comes"), professional?.name], [t("matches.onlineAt"), match.virtualUrl && <a href={match.virtualUrl} rel="noreferrer">{match.virtualUrl}</a>]]} />;
}

/** Whether it fell away, nothing came in its place yet, and this person may look for something. */
const lacks = (match: Match, account: Account) =>
  /^(cancelled|no_show)/.test(match.state) && !match.replacedBy && holds(account, ASKERS);

/** One appointment in full: its ticket, what can be done, who it is with, why it fits, and what happened. */
export function Appointment({ account, id }: { account: Account; id: string }) {
  const { t } = useTranslation();
  const why = useWhy();
  const [cancelled, setCancelled] = useState(false);
  const { data: match, error, isPending, refetch } = useMatch(id);
  useTitle(match?.activity.title);
  if (isPending) return <div className="section"><Loading rows={3} /></div>;
  if (error) return <div className="section"><Failed error={error} retry={() => void refetch()} /></div>;
  const parts = partsOf(match);
  return (
    <>
      <div className="section">
        <Ticket match={match} why={why(match)}>
          <Act match={match} account={account} done={(now) => setCancelled("replacements" in now)} />
        </Ticket>
      </div>
      <div className="section" role="status">{lacks(match, account) ? <Instead match={match} /> : cancelled && <p>{t("matches.cancelled")}</p>}</div>
      <div className="columns early">
        <aside className="panel stack" aria-labelledby="who">
          <h2 id="who">{t("matches.who")}</h2>
          <Who match={match} />
          <Paper match={match} />
        </aside>
        <div className="stack wide">
          <OfRound match={match} account={account} />
          <AppealsOf key={match.state} match={id} />
          {match.contacts && <Polls key={`class ${match.state}`} match={id} />}
          <section aria-labelledby="history"><h2 id="history">{t("matches.history")}</h2><History key={match.updatedAt} id={id} /></section>
          {match.score !== null && parts.length > 0 && <section aria-labelledby="fit"><h2 id="fit">{t("match.why")}</h2><Points parts={parts} score={match.score} /></section>}
        </div>
      </div>
    </>
  );
}
