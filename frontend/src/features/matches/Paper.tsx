import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "../../lib/i18n";
import { Failed } from "../../ui/States";
import { type Match, keepConfirmation } from "./data";

const AGREED: Match["state"][] = ["confirmed", "reschedule_proposed", "delivered", "evaluated", "closed"];

/** The confirmation to take along, once both said yes. */
export function Paper({ match }: { match: Match }) {
  const { t, language } = useTranslation();
  const fetch = useMutation({ mutationFn: () => keepConfirmation(match.id, language) });
  if (!AGREED.includes(match.state)) return null;
  return (
    <>
      <p><button type="button" className="button ghost" disabled={fetch.isPending} onClick={() => fetch.mutate()}>{t("matches.paper")}</button></p>
      {fetch.error && <Failed error={fetch.error} />}
    </>
  );
}
