import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { type Delivery, useDeliveries, useReplay } from "./data";

function Row({ of, one }: { of: string; one: Delivery }) {
  const { t } = useTranslation();
  const words = useWords();
  const replay = useReplay(of, one.id);
  const at = words.moment(one.deliveredAt ?? one.createdAt);
  return (
    <li>
      <div><code>{one.type}</code><p className="soft">{at}</p></div>
      <div>
        <p><span className={one.state === "delivered" ? "badge" : "badge few"}>{t(`hooks.sent.${one.state}`)}</span></p>
        <p className="soft">{t("hooks.tries", { count: one.attempts })}{one.lastError && ` · ${one.lastError}`}{one.dueAt && one.attempts > 0 && ` · ${t("hooks.again", { at: words.moment(one.dueAt) })}`}</p>
      </div>
      <div className="line-actions">
        {one.allowedActions.includes("replay") && <button type="button" className="link" aria-label={`${t("hooks.replay")}: ${one.type}, ${at}`} disabled={replay.isPending} onClick={() => replay.mutate()}>{t("hooks.replay")}</button>}
        {replay.error && <Failed error={replay.error} />}
      </div>
    </li>
  );
}

/** What a webhook was sent lately, how often it was tried, and once more. */
export function Deliveries({ of }: { of: string }) {
  const { t } = useTranslation();
  const found = useDeliveries(of);
  const items = itemsOf(found.data);
  if (found.isPending) return <Loading rows={1} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (items.length === 0) return <p className="soft">{t("hooks.nothing")}</p>;
  return (
    <>
      <ol className="lines">{items.map((one) => <Row key={one.id} of={of} one={one} />)}</ol>
      <More of={found} />
    </>
  );
}
