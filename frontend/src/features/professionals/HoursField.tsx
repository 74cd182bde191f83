import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { type Hours, MOST_HOURS, hoursOn, moreHours } from "./draft";
import { WEEKDAYS } from "./Week";

type Props = { hours: Hours[]; change: (hours: Hours[]) => void; fault?: string };

function Between({ window, change, drop }: { window: Hours; change: (next: Hours) => void; drop: () => void }) {
  const { t } = useTranslation();
  const day = useWords().weekday(window.weekday, "long");
  return (
    <span className="between">
      <input className="input" type="time" required aria-label={t("people.from", { day })} value={window.from} onChange={(event) => change({ ...window, from: event.target.value })} />
      <span aria-hidden="true">–</span>
      <input className="input" type="time" required aria-label={t("people.to", { day })} min={window.from} value={window.to} onChange={(event) => change({ ...window, to: event.target.value })} />
      <button type="button" className="link" aria-label={t("people.dropHours", { day, from: window.from })} onClick={drop}>{t("people.drop")}</button>
    </span>
  );
}

/** The hours of each weekday; none at all stands for any hour. */
export function HoursField({ hours, change, fault }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const without = (window: Hours) => hours.filter((other) => other !== window);
  return (
    <fieldset className="stack">
      <legend className="label">{t("people.hours")}</legend>
      <p className="soft">{t(hours.length === 0 ? "people.hoursNone" : "people.hoursHelp")}</p>
      <ul className="lines hours">
        {WEEKDAYS.map((weekday) => (
          <li key={weekday}>
            <strong>{words.weekday(weekday, "long")}</strong>
            <span className="of-day">
              {hoursOn(hours, weekday).map((window, place) => (
                <Between key={place} window={window} drop={() => change(without(window))} change={(next) => change(hours.map((other) => (other === window ? next : other)))} />
              ))}
            </span>
            <button type="button" className="link" disabled={hours.length >= MOST_HOURS} aria-label={t("people.addHoursOn", { day: words.weekday(weekday, "long") })} onClick={() => change(moreHours(hours, weekday))}>{t("people.addHours")}</button>
          </li>
        ))}
      </ul>
      {fault && <p className="faulty" role="alert">{fault}</p>}
    </fieldset>
  );
}
