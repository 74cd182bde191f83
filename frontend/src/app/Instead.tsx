import type { Cancelled } from "../features/matches/data";
import { Propose } from "../features/matches/Propose";
import { useRequest } from "../features/requests/data";
import { Match } from "../features/suggestions/Match";
import { Reasons } from "../features/suggestions/NearMisses";
import { useTranslation } from "../lib/i18n";
import { Empty } from "../ui/States";

/** What could come in place of a cancelled match, or why there is nothing. */
export function Instead({ cancelled }: { cancelled: Cancelled }) {
  const { t } = useTranslation();
  const { data: request } = useRequest(cancelled.request.id);
  const found = cancelled.replacements;
  if (!found) return <p>{t("matches.cancelled")}</p>;
  return (
    <div className="stack">
      <h2>{t("matches.instead")}</h2>
      {found.reason && <Empty title={t("match.none")} text=""><Reasons reason={found.reason} /></Empty>}
      <ol className="stack">
        {found.items.map((item) => item.activity && (
          <li key={item.activity.id}>
            <Match suggestion={item}>{request && <Propose request={request} activity={item.activity} best={item.week} replaces={cancelled.id} />}</Match>
          </li>
        ))}
      </ol>
    </div>
  );
}
