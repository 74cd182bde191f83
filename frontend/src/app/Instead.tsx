import type { Match } from "../features/matches/data";
import { useRequest } from "../features/requests/data";
import { useTranslation } from "../lib/i18n";
import { Fits } from "./Fits";

const LOOKING = ["open", "proposed"];

/** What could come in place of a match that fell away, or why there is nothing, while its request still looks. */
export function Instead({ match }: { match: Match }) {
  const { t } = useTranslation();
  const { data: request } = useRequest(match.request.id);
  if (!request || !LOOKING.includes(request.state)) return null;
  return (
    <div className="stack">
      <h2>{t("matches.instead")}</h2>
      <Fits request={request} replaces={match.id} />
    </div>
  );
}
