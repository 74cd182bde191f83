import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { type Hours, hoursOn } from "./draft";

export const WEEKDAYS = [1, 2, 3, 4, 5];
const [OPENS, CLOSES] = [8 * 60, 18 * 60];
const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
/** How far down the bar of a day a moment is, in percents. */
const at = (clock: string) => Math.max(0, Math.min(100, ((minutes(clock) - OPENS) / (CLOSES - OPENS)) * 100));

/** Five bars from eight to six, filled where somebody can; decoration, since the words stand beside it. */
export function Strip({ hours }: { hours: Hours[] }) {
  const words = useWords();
  const open = hours.length === 0 ? WEEKDAYS.map((weekday) => ({ weekday, from: "08:00", to: "18:00" })) : hours;
  return (
    <div className="week-strip" aria-hidden="true">
      {WEEKDAYS.map((weekday) => (
        <div key={weekday}>
          <div className="day">
            {hoursOn(open, weekday).map(({ from, to }) => <i key={from} style={{ top: `${at(from)}%`, bottom: `${100 - at(to)}%` }} />)}
          </div>
          {words.weekday(weekday).slice(0, 2)}
        </div>
      ))}
    </div>
  );
}

/** The same in words. */
export function useHoursWords() {
  const { t } = useTranslation();
  const words = useWords();
  return (hours: Hours[]) => {
    if (hours.length === 0) return t("people.anyHour");
    const days = WEEKDAYS.map((weekday) => [weekday, hoursOn(hours, weekday)] as const).filter(([, of]) => of.length > 0);
    return days.map(([weekday, of]) => `${words.weekday(weekday)} ${of.map(({ from, to }) => `${from}–${to}`).join(", ")}`).join(" · ");
  };
}
