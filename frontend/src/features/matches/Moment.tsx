import { useTranslation } from "../../lib/i18n";
import { Choice, Field } from "../../ui/Field";
import { type Pick, TIME, type Way, sundayOf } from "./pick";

type Props = { label: string; ways: Way[]; pick: Pick; change: (pick: Pick) => void; week?: string };

/** One moment: a week, a slot, or a day with its hours, in `week` where that is agreed. */
export function Moment({ label, ways, pick, change, week }: Props) {
  const { t } = useTranslation();
  const put = (part: Partial<Pick>) => change({ ...pick, ...part });
  const within = week ? { min: week, max: sundayOf(week) } : {};
  return (
    <div className="moment">
      <Choice label={label} value={pick.at} onChange={(event) => put({ at: event.target.value })} of={ways.filter(({ closed }) => !closed).map(({ at, text }) => [at, text])} />
      {pick.at === TIME && (
        <>
          <Field label={t("matches.onDay")} type="date" required value={pick.day} onChange={(event) => put({ day: event.target.value })} {...within} />
          <Field label={t("matches.from")} type="time" required value={pick.from} onChange={(event) => put({ from: event.target.value })} />
          <Field label={t("matches.to")} type="time" required value={pick.to} onChange={(event) => put({ to: event.target.value })} />
        </>
      )}
    </div>
  );
}
