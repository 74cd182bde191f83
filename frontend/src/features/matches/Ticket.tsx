import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import type { Match } from "./data";
import { groupOf, nextOf, whenOf } from "./words";

type Props = { match: Match; why: string[]; linked?: boolean; children?: ReactNode };

/** Two halves of a ticket, the school's and the company's, joined by a seam that says why and when. */
export function Ticket({ match, why, linked, children }: Props) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { request, activity, moment } = match;
  return (
    <article className="pair" data-group={groupOf(match)} aria-labelledby={`pair-${match.id}`}>
      <div className="pair-half">
        <p className="soft">{request.school.name}{request.school.place && ` · ${request.school.place}`}</p>
        {linked
          ? <h3 id={`pair-${match.id}`}><Link to="/mijn/afspraken/$id" params={{ id: match.id }} search={(now) => ({ region: now.region })}>{request.title}</Link></h3>
          : <h2 id={`pair-${match.id}`} className="pair-name">{request.title}</h2>}
        <p>{t("matches.group", { level: label("levels", request.level), year: request.year, pupils: request.pupils })}</p>
      </div>
      <div className="pair-seam">
        <strong>{whenOf(moment, t, words)}</strong>
        {why.length > 0 && <ul>{why.slice(0, 3).map((one) => <li key={one}>{one}</li>)}</ul>}
      </div>
      <div className="pair-half">
        <p className="soft">{activity.company.name}{activity.company.place && ` · ${activity.company.place}`}</p>
        <p className="pair-name">{activity.title}</p>
        <p>{label("kinds", activity.kind)}</p>
      </div>
      <div className="pair-next">
        <p>{nextOf(match, t, words)}</p>
        {children}
      </div>
    </article>
  );
}
