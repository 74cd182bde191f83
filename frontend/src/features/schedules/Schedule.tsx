import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { SetTerms } from "./SetTerms";
import { type Schedule as Planned, useSchedule, useStop } from "./data";

/** When rounds begin by themselves, in a sentence. */
function Told({ schedule }: { schedule: Planned }) {
  const { t } = useTranslation();
  const words = useWords();
  const { name, everyWeeks, weekday, startsOn, endsOn, nextOn, state } = schedule;
  const span = { from: words.date(startsOn), to: endsOn ? words.date(endsOn) : "" };
  return (
    <>
      <p><strong>{name}</strong> {state === "stopped" && <span className="badge">{t("plans.stopped")}</span>}</p>
      <p>{t("plans.every", { count: everyWeeks, day: words.weekday(weekday, "long") })} {t(endsOn ? "plans.fromTo" : "plans.from", span)}</p>
      {state === "active" && <p>{nextOn ? t("plans.next", { day: words.date(nextOn) }) : t("plans.over")}</p>}
    </>
  );
}

/** A region's schedule of rounds: what it is, and the form that sets it. */
export function Schedule({ region }: { region: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { data: known, error, isPending, refetch } = useSchedule(region);
  const stop = useStop();
  const schedule = known?.data;
  return (
    <section className="stack" aria-labelledby="schedule">
      <h2 id="schedule">{t("plans.schedule")}</h2>
      <p>{t("plans.scheduleLead")}</p>
      {isPending && <Loading rows={1} />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {schedule && <Told schedule={schedule} />}
      {schedule && !opened && (
        <div className="buttons">
          <button type="button" className="button ghost" onClick={() => setOpened(true)}>{t(schedule.state === "stopped" ? "plans.again" : "plans.change")}</button>
          {schedule.allowedActions.includes("stop") && <Sure ask={t("plans.stop")} yes={t("plans.stopYes")} run={() => stop(schedule.id)}><p>{t("plans.stopText")}</p></Sure>}
        </div>
      )}
      {known !== undefined && (opened || known === null) && <SetTerms key={known?.tag} region={region} known={known} done={() => setOpened(false)} />}
    </section>
  );
}
