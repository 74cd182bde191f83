import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { usePaused } from "../../lib/organisations";
import { REGIONAL, holds } from "../../lib/roles";
import { useSession } from "../../lib/session";
import { useWords } from "../../lib/words";
import type { Match, Side } from "./data";
import { endsSoon, groupOf, nextOf, whenOf } from "./words";

/** A name, and the place that is not in it. */
const named = ({ name, place }: { name: string; place: string | null }) => (place && !name.includes(place) ? `${name}, ${place}` : name);

type Props = { match: Match; why: string[]; linked?: boolean; children?: ReactNode };

/** Why nobody can say yes: a side pauses. Whoever is of that side can take part again. */
function Away({ match, side }: { match: Match; side: Side }) {
  const { t } = useTranslation();
  const site = side === "school" ? match.request.school.id : match.activity.company.id;
  const own = usePaused(side).find(({ sites }) => sites.some(({ id }) => id === site));
  if (!own) return <p>{t(`matches.next.away.${side}`)}</p>;
  return <p>{t("matches.next.paused")} <Link to="/mijn/organisatie/$id" params={{ id: own.id }} search={(now) => ({ region: now.region })}>{t("matches.next.resume")}</Link></p>;
}

/** Two halves of a ticket, the school's and the company's, joined by a seam that says why and when. */
export function Ticket({ match, why, linked, children }: Props) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const watch = holds(useSession().account, REGIONAL);
  const { request, activity, moment } = match;
  return (
    <article className="pair" data-group={groupOf(match, watch)} aria-labelledby={`pair-${match.id}`}>
      <div className="pair-half">
        <p className="soft">{named(request.school)}</p>
        {linked
          ? <h3 id={`pair-${match.id}`}><Link to="/mijn/afspraken/$id" params={{ id: match.id }} search={(now) => ({ region: now.region })}>{request.title}</Link></h3>
          : <h2 id={`pair-${match.id}`} className="pair-name">{request.title}</h2>}
        <p>{t("matches.group", { level: label("levels", request.level), year: request.year, pupils: request.pupils })}</p>
      </div>
      <div className="pair-seam">
        <strong>{match.moments.length > 1 && match.state !== "reschedule_proposed" ? t("matches.either", { count: match.moments.length }) : whenOf(moment, t, words)}</strong>
        {why.length > 0 && <ul>{why.slice(0, 3).map((one) => <li key={one}>{one}</li>)}</ul>}
      </div>
      <div className="pair-half">
        <p className="soft">{named(activity.company)}</p>
        <p className="pair-name">{activity.title}</p>
        <p>{[label("kinds", activity.kind), match.switchedOnline && t("matches.online"), match.professional?.name].filter(Boolean).join(" · ")}</p>
      </div>
      <div className="pair-next">
        {match.awaySide
          ? <Away match={match} side={match.awaySide} />
          : <p data-soon={match.waitsFor.length > 0 && endsSoon(match)}>{nextOf(match, watch, t, words)}</p>}
        {(match.moments.length > 1 || match.state === "reschedule_proposed") && (
          <ul className="days" aria-label={t("matches.proposed")}>{match.moments.map((one, n) => <li key={n}>{whenOf(one, t, words)}</li>)}</ul>
        )}
        {children}
      </div>
    </article>
  );
}
