import { useState } from "react";
import type { Schemas } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { type Holiday, comingWeeks, uncharted, usable } from "../../lib/weeks";
import { useWords } from "../../lib/words";

const SEASON = 34;
export type Chosen = Required<Pick<Schemas["RequestPatch"], "weeksOk" | "weeksPreferred">>;
type ChipProps = { weeks: string[]; chosen: string[]; change: (weeks: string[]) => void };
type Props = { chosen: Chosen; change: (next: Chosen) => void; holidays?: Holiday[]; school: boolean; fault?: string };

function Chips({ weeks, chosen, change }: ChipProps) {
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

/** The weeks that suit and those liked best. Weeks that are over or free go with the first change. */
export function Weeks({ chosen, change, holidays, school, fault }: Props) {
  const { t } = useTranslation();
  const [now] = useState(() => Date.now());
  const weeks = usable([...new Set([...comingWeeks(now, SEASON), ...chosen.weeksOk])].sort(), holidays ?? [], now);
  const help = useHolidayWords(weeks, holidays, school);
  const [ok, preferred] = [chosen.weeksOk, chosen.weeksPreferred].map((of) => of.filter((week) => weeks.includes(week))) as [string[], string[]];
  const choose = (weeksOk: string[]) => change({ weeksOk, weeksPreferred: preferred.filter((week) => weeksOk.includes(week)) });
  return (
    <>
      <fieldset className="stack">
        <legend className="label">{t("ask.weeks")}</legend>
        <p className="soft">{help}</p>
        <p className="chips">
          <button type="button" className="chip" onClick={() => choose(weeks)}>{t("ask.allWeeks")}</button>
          <button type="button" className="chip" onClick={() => choose([])}>{t("ask.noneWeeks")}</button>
        </p>
        <Chips weeks={weeks} chosen={ok} change={choose} />
        {fault && <p className="faulty">{fault}</p>}
      </fieldset>
      {ok.length > 1 && (
        <fieldset className="stack">
          <legend className="label">{t("ask.preferred")}</legend>
          <Chips weeks={ok} chosen={preferred} change={(weeksPreferred) => change({ weeksOk: ok, weeksPreferred })} />
        </fieldset>
      )}
    </>
  );
}
