import { useEffect } from "react";
import { useTranslation } from "../lib/i18n";
import { useWords } from "../lib/words";
import { GROUPS, type Row } from "./today";

type Props = { rows: Row[]; chosen: string; choose: (id: string) => void; moved: boolean };

function Line({ row }: { row: Row }) {
  const { t } = useTranslation();
  const words = useWords();
  const { match, request } = row;
  if (match) {
    return (
      <>
        <span>
          <strong>{match.request.school.name}</strong>
          <span className="soft line">{match.activity.title} · {match.activity.company.name}</span>
        </span>
        <span className="soft when">{match.respondBy && t("today.until", { date: words.day(match.respondBy) })}</span>
      </>
    );
  }
  return (
    <>
      <span>
        <strong>{request.title}</strong>
        <span className="soft line">{request.site.name}</span>
      </span>
      <span className="soft when">{request.openedAt && t("today.since", { date: words.day(request.openedAt) })}</span>
    </>
  );
}

/** What waits, group by group; the chosen one is in sight, and has the focus when keys chose it. */
export function Waiting({ rows, chosen, choose, moved }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    const row = document.getElementById(`waits-${chosen}`);
    row?.scrollIntoView({ block: "nearest" });
    if (moved) row?.focus({ preventScroll: true });
  }, [chosen, moved]);
  return (
    <div className="queue">
      {GROUPS.map((group) => ({ group, of: rows.filter((row) => row.group === group) })).filter(({ of }) => of.length > 0).map(({ group, of }) => (
        <section key={group} aria-labelledby={`waits-for-${group}`}>
          <h2 id={`waits-for-${group}`}>{t(`today.groups.${group}`)}</h2>
          <ol>
            {of.map((row) => (
              <li key={row.id}>
                <button id={`waits-${row.id}`} type="button" className="plain-row" data-soon={group === "soon"} aria-current={row.id === chosen ? "true" : undefined} onClick={() => choose(row.id)}><Line row={row} /></button>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
