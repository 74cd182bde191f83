import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { comingWeeks } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Choice, Field } from "../../ui/Field";
import type { MomentIn } from "./data";

const MOST = 3;
type Row = { week: string; day: string; from: string; to: string };

/** A row as it is sent: a time when the day is said, else its week. */
const sent = ({ week, day, from, to }: Row): MomentIn => (day ? { startsAt: `${day}T${from}`, endsAt: `${day}T${to}` } : { week });

type Props = { most?: number; change: (moments: MomentIn[]) => void };

/** Up to three moments, each a week or a day with its hours. */
export function Moments({ most = MOST, change }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [weeks] = useState(() => comingWeeks(Date.now() - 14 * 86_400_000, 30));
  const [rows, setRows] = useState<Row[]>([{ week: weeks[0] ?? "", day: "", from: "09:00", to: "10:00" }]);
  const set = (next: Row[]) => {
    setRows(next);
    change(next.map(sent));
  };
  const put = (n: number, part: Partial<Row>) => set(rows.map((row, place) => (place === n ? { ...row, ...part } : row)));
  return (
    <div className="stack">
      {rows.map((row, n) => (
        <fieldset key={n} className="moment">
          <legend className="label">{t("matches.moment", { n: n + 1 })}</legend>
          <Choice label={t("matches.inWeek")} value={row.week} disabled={Boolean(row.day)} onChange={(event) => put(n, { week: event.target.value })} of={weeks.map((week) => [week, words.week(week)])} />
          <Field label={t("matches.onDay")} type="date" value={row.day} onChange={(event) => put(n, { day: event.target.value })} />
          {row.day && <Field label={t("matches.from")} type="time" required value={row.from} onChange={(event) => put(n, { from: event.target.value })} />}
          {row.day && <Field label={t("matches.to")} type="time" required value={row.to} onChange={(event) => put(n, { to: event.target.value })} />}
        </fieldset>
      ))}
      {rows.length < most && <p><button type="button" className="link" onClick={() => set([...rows, { week: weeks[rows.length] ?? "", day: "", from: "09:00", to: "10:00" }])}>{t("matches.moreMoments")}</button></p>}
    </div>
  );
}

/** The first week that can still be named. */
export const firstMoment = (): MomentIn[] => comingWeeks(Date.now() - 14 * 86_400_000, 1).map((week) => ({ week }));
