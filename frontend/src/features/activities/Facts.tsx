import { useTranslation } from "../../lib/i18n";
import type { Activity } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { coming } from "../../lib/weeks";
import { runs, useWords } from "../../lib/words";

export function Facts({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const { labels, short } = useConcepts();
  const rows: [string, string][] = [
    ["levels", `${short("levels", activity.levels)} · ${runs(activity.years)}`],
    ["subjects", labels("subjects", activity.subjects)],
    ["themes", labels("themes", activity.themes)],
    ["where", labels("modes", activity.modes)],
    ["duration", activity.durationMinutes ? t("activity.minutes", { count: activity.durationMinutes }) : ""],
    ["group", t("activity.groupText", { count: activity.maxGroup })],
    ["reach", t("activity.reachText", { km: activity.radiusKm })],
    ["language", labels("languages", activity.languages)],
  ];
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{t(`activity.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** The weeks as a strip; past ones are left out. */
export function WeekStrip({ weeks }: { weeks: string[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const left = coming(weeks);
  if (left.length === 0) return <p>{t(weeks.length === 0 ? "activity.noWeeks" : "activity.weeksOver")}</p>;
  return (
    <ul className="strip">
      {left.map((week) => (
        <li key={week}>
          <time dateTime={week}>{words.week(week)}</time>
        </li>
      ))}
    </ul>
  );
}

/** What the company says of access, in words. */
export function Access({ access }: { access: NonNullable<Activity["access"]> }) {
  const { t } = useTranslation();
  const { labels } = useConcepts();
  const lines = [
    access.wheelchair === true && t("activity.wheelchairYes"),
    access.wheelchair === false && t("activity.wheelchairNo"),
    access.minAge && t("activity.minAge", { age: access.minAge }),
    access.idRequired && t("activity.id"),
    access.photoBan && t("activity.photo"),
    access.stairs && t("activity.stairs"),
    access.maxGroup && t("activity.inside", { count: access.maxGroup }),
    access.ppe?.length > 0 && t("activity.wear", { what: labels("protective-gear", access.ppe) }),
    access.protectiveClothing && t("activity.ppe"),
    access.publicTransport && t("activity.transport"),
    access.lowStimulus && t("activity.quiet"),
    access.hearingLoop && t("activity.loop"),
    access.transport,
    access.note,
  ].filter(Boolean);
  return (
    <ul className="ticks">
      {lines.map((line) => (
        <li key={String(line)}>{line}</li>
      ))}
    </ul>
  );
}

/** What the teacher arranges: the checklist of this kind of activity. */
export function Checklist({ kind }: { kind: string }) {
  const { find, text } = useConcepts();
  const { language } = useTranslation();
  const lists = (find("kinds", kind)?.extra.checklist ?? {}) as Record<string, string[]>;
  const lines = lists[language] ?? lists.en ?? [];
  return (
    <ul className="ticks" aria-label={text(find("kinds", kind)?.label, kind)}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
