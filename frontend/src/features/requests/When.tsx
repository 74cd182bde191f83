import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { type Holiday, comingWeeks, uncharted, usable } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import type { StepProps } from "./Steps";

const SEASON = 34;
type WeekProps = { weeks: string[]; chosen: string[]; change: (weeks: string[]) => void };

function Weeks({ weeks, chosen, change }: WeekProps) {
  const words = useWords();
  const toggle = (week: string) => change(chosen.includes(week) ? chosen.filter((other) => other !== week) : [...chosen, week].sort());
  return (
    <div className="chips">
      {weeks.map((week) => (
        <label key={week} className="chip">
          <input type="checkbox" checked={chosen.includes(week)} onChange={() => toggle(week)} />
          {words.week(week)}
        </label>
      ))}
    </div>
  );
}

/** What is known of the holidays in these weeks, and from when on nothing is. */
function useHolidayWords(weeks: string[], holidays: Holiday[] | undefined, school: boolean): string {
  const { t } = useTranslation();
  const words = useWords();
  const unknown = uncharted(weeks, holidays ?? []);
  if (!school) return t("ask.weeksNoSchool");
  if (!holidays) return "";
  if (unknown.length === 0) return t("ask.weeksHelp");
  if (unknown.length === weeks.length) return t("ask.weeksUnknown");
  return t("ask.weeksUnknownFrom", { week: words.week(unknown[0] ?? "") });
}

export function When({ draft, change, holidays }: StepProps & { holidays?: Holiday[] }) {
  const { t } = useTranslation();
  const [now] = useState(() => Date.now());
  const chosen = draft.weeksOk ?? [];
  const preferred = draft.weeksPreferred ?? [];
  const weeks = usable([...new Set([...comingWeeks(now, SEASON), ...chosen])].sort(), holidays ?? [], now);
  const help = useHolidayWords(weeks, holidays, Boolean(draft.siteId));
  const choose = (weeksOk: string[]) => change({ weeksOk, weeksPreferred: preferred.filter((week) => weeksOk.includes(week)) });
  return (
    <>
      <label>
        <span className="label">{t("ask.km", { km: draft.maxKm ?? 30 })}</span>
        <input type="range" className="slider" min={5} max={100} step={5} value={draft.maxKm ?? 30} onChange={(event) => change({ maxKm: Number(event.target.value) })} />
      </label>
      <label className="chip" style={{ justifySelf: "start" }}>
        <input type="checkbox" checked={draft.onlineOk ?? false} onChange={(event) => change({ onlineOk: event.target.checked })} />
        {t("ask.online")}
      </label>
      <fieldset className="stack">
        <legend className="label">{t("ask.weeks")}</legend>
        <p className="soft">{help}</p>
        <p className="chips">
          <button type="button" className="chip" onClick={() => choose(weeks)}>{t("ask.allWeeks")}</button>
          <button type="button" className="chip" onClick={() => choose([])}>{t("ask.noneWeeks")}</button>
        </p>
        <Weeks weeks={weeks} chosen={chosen} change={choose} />
      </fieldset>
      {chosen.length > 1 && (
        <fieldset className="stack">
          <legend className="label">{t("ask.preferred")}</legend>
          <Weeks weeks={chosen} chosen={preferred} change={(weeksPreferred) => change({ weeksPreferred })} />
        </fieldset>
      )}
    </>
  );
}
