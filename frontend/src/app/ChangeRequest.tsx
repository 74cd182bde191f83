import { Details } from "../features/requests/Details";
import { useHolidays } from "../features/requests/data";
import type { Own } from "../features/requests/own";
import { useSchool } from "../features/schools/data";
import { focusOnce } from "../lib/focus";
import { useTranslation } from "../lib/i18n";

type Props = { request: Own; done: () => void; stop: () => void };

/** The form to change a request, with the holidays of its school. */
export function ChangeRequest({ request, done, stop }: Props) {
  const { t } = useTranslation();
  const site = useSchool(request.site.id);
  const holidays = useHolidays(site.data?.holidayRegion);
  return (
    <section className="section">
      <h2 ref={focusOnce} tabIndex={-1}>{t("asks.editTitle")}</h2>
      <Details id={request.id} holidays={holidays} done={done} stop={stop} />
    </section>
  );
}
