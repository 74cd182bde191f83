import { useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { AddressShown } from "./AddressShown";
import { type Address, useCalendar, useMakeCalendar, useRevokeCalendar } from "./data";

/** One's appointments in one's own calendar: a secret address, made, replaced and revoked. */
export function Calendar() {
  const { t } = useTranslation();
  const words = useWords();
  const attempt = useAttempt();
  const [shown, setShown] = useState<Address>();
  const { data, error, refetch } = useCalendar();
  const revoke = useRevokeCalendar();
  const make = useMakeCalendar((made) => {
    attempt.next();
    setShown(made);
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={1} />;
  if (shown) return <AddressShown made={shown} close={() => setShown(undefined)} />;
  const since = data.createdAt;
  return (
    <div className="stack">
      <p>{since ? t("agenda.since", { at: words.date(since) }) : t("agenda.none")}</p>
      {make.error && <Failed error={make.error} />}
      <div className="buttons">
        {since
          ? <Sure ask={t("agenda.another")} yes={t("agenda.anotherYes")} run={() => make.mutateAsync(attempt.header)}><p>{t("agenda.anotherText")}</p></Sure>
          : <button type="button" className="button" disabled={make.isPending} onClick={() => make.mutate(attempt.header)}>{t("agenda.make")}</button>}
        {since && <Sure ask={t("agenda.revoke")} yes={t("agenda.revokeYes")} run={revoke}><p>{t("agenda.revokeText")}</p></Sure>}
      </div>
    </div>
  );
}
