import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { More } from "../../ui/More";
import { Empty, Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { Rename } from "./Rename";
import { type Client, type WithKey, revoke, rotate, useClients, useRefreshClients } from "./data";

const HOURS = 24;

function Row({ client, made }: { client: Client; made: (made: WithKey) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const refresh = useRefreshClients();
  const { id, name, role, scopes, regionCodes, keyPrefix, lastUsedAt, formerKeyUntil, ratePerMinute, allowedActions } = client;
  return (
    <li className="key">
      <div>
        <h3>{name}</h3>
        <p className="soft">{t(`roles.${role}`)} · {regionCodes.join(", ")} · {keyPrefix && <code>{keyPrefix}…</code>}</p>
        <ul className="ticks small">{scopes.map((scope) => <li key={scope}>{t(`scopes.${scope}`, { defaultValue: scope })}</li>)}</ul>
      </div>
      <div>
        <p>{lastUsedAt ? t("keys.used", { at: words.moment(lastUsedAt) }) : t("keys.never")}</p>
        <p className="soft">{t("keys.perMinute", { rate: words.number(ratePerMinute) })}</p>
        {formerKeyUntil && <p className="soft">{t("keys.former", { at: words.moment(formerKeyUntil) })}</p>}
      </div>
      <div className="line-actions">
        {allowedActions.includes("edit") && <Rename id={id} name={name} done={refresh} />}
        {allowedActions.includes("rotate") && (
          <Sure small ask={t("keys.rotate")} name={name} yes={t("keys.rotateYes")} run={async () => made(await rotate(id, HOURS))} done={refresh}><p>{t("keys.rotateText", { hours: HOURS })}</p></Sure>
        )}
        {allowedActions.includes("revoke") && (
          <Sure small ask={t("keys.revoke")} name={name} yes={t("keys.revokeYes")} run={() => revoke(id)} done={refresh}><p>{t("keys.revokeText")}</p></Sure>
        )}
      </div>
    </li>
  );
}

/** The keys of one's regions, and what each may do. */
export function Clients({ state, made }: { state: "active" | "revoked"; made: (made: WithKey) => void }) {
  const { t } = useTranslation();
  const found = useClients(state);
  const items = itemsOf(found.data);
  if (found.isPending) return <Loading rows={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (items.length === 0) return <Empty title={t(`keys.none.${state}`)} text={t(`keys.noneText.${state}`)} />;
  return (
    <>
      <ul className="lines">{items.map((client) => <Row key={client.id} client={client} made={made} />)}</ul>
      <More of={found} />
    </>
  );
}
