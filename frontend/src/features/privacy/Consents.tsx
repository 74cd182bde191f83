import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { useConsent, useConsents } from "./data";

/** What one may say yes to; taking it back is as easy. */
export function Consents() {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useConsents();
  const attempt = useAttempt();
  const wish = useConsent();
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  return (
    <ul className="lines">
      {data.purposes.map(({ purpose, wording }) => {
        const given = data.items.find((item) => item.purpose === purpose && item.wording === wording && item.state === "given");
        return (
          <li key={purpose}>
            <span>{t(`privacy.consents.${purpose}`)}{given && <span className="soft line">{t("privacy.consents.since", { date: words.date(given.givenAt) })}</span>}</span>
            {given ? (
              <button type="button" className="link" disabled={wish.isPending} aria-label={`${t("privacy.consents.withdraw")}: ${t(`privacy.consents.${purpose}`)}`} onClick={() => wish.mutate({ withdraw: given.id })}>{t("privacy.consents.withdraw")}</button>
            ) : (
              <button type="button" className="link" disabled={wish.isPending} aria-label={`${t("privacy.consents.give")}: ${t(`privacy.consents.${purpose}`)}`}
                onClick={() => { attempt.next(); wish.mutate({ give: { purpose, wording }, header: attempt.header }); }}>
                {t("privacy.consents.give")}
              </button>
            )}
          </li>
        );
      })}
      {wish.error && <li><Failed error={wish.error} /></li>}
    </ul>
  );
}
