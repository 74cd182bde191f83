import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import type { Activity } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { coming } from "../../lib/weeks";
import { runs, useWords } from "../../lib/words";
import { Icon } from "../../ui/Icon";

/** How many places are left, in words and colour. */
export function Places({ left }: { left: number }) {
  const { t } = useTranslation();
  const text = left === 0 ? t("activity.full") : t("activity.places", { count: left });
  return <span className={left < 3 ? "badge few" : "badge"}>{text}</span>;
}

/** The search that this page is or came from, for the way back. */
export const useFound = () =>
  useLocation({ select: ({ pathname, search, state }) => (pathname === "/" ? search : state.found), structuralSharing: true as never });

export function Ticket({ activity, number }: { activity: Activity; number?: number }) {
  const { t } = useTranslation();
  const { label, short } = useConcepts();
  const words = useWords();
  const found = useFound();
  const [first] = coming(activity.weeks);
  return (
    <article className="ticket">
      <div className="stub">
        <Icon names={activity.themes} />
        <span>{label("kinds", activity.kind)}</span>
      </div>
      <div className="ticket-main">
        <h3>
          {number !== undefined && <span className="soft">{number}. </span>}
          <Link to="/activiteiten/$id" params={{ id: activity.id }} search={(now) => ({ region: now.region })} state={{ found }}>
            {activity.title}
          </Link>
        </h3>
        <Places left={activity.placesLeft} />
        <p className="soft">
          {activity.company.name}
          {activity.company.place && !activity.company.name.includes(activity.company.place) && `, ${activity.company.place}`}
        </p>
        <p className="meta">
          <strong>
            {short("levels", activity.levels)} {runs(activity.years)}
          </strong>
          {activity.durationMinutes && <span>{t("activity.minutes", { count: activity.durationMinutes })}</span>}
          {first && <span>{t("activity.weeksFrom", { week: words.week(first) })}</span>}
          {activity.distanceKm != null && (
            <span className="far">{t("activity.near", { km: words.number(activity.distanceKm) })}</span>
          )}
        </p>
      </div>
    </article>
  );
}

export function Tickets({ activities, numbered }: { activities: Activity[]; numbered?: boolean }) {
  return (
    <ol className="stack">
      {activities.map((activity, place) => (
        <li key={activity.id}>
          <Ticket activity={activity} number={numbered ? place + 1 : undefined} />
        </li>
      ))}
    </ol>
  );
}
