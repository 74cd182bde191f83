import { Ticket } from "../features/activities/Ticket";
import type { Activity } from "../lib/api";
import { useTranslation } from "../lib/i18n";

/** The activity that is asked for by name. */
export function Wanted({ activity, drop }: { activity: Activity; drop: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="wanted" aria-labelledby="wanted">
      <h2 id="wanted">{t("ask.wanted")}</h2>
      <Ticket activity={activity} />
      <button type="button" className="link" onClick={drop}>{t("ask.notWanted")}</button>
    </section>
  );
}
