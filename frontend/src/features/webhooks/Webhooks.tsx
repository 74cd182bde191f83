import { useState } from "react";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { Deliveries } from "./Deliveries";
import { type Webhook, remove, turn, useRefresh, useTest, useWebhooks } from "./data";

function One({ hook }: { hook: Webhook }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const test = useTest(hook.id);
  const [open, setOpen] = useState(false);
  const { state, url } = hook;
  const next = state === "active" ? "disabled" : "active";
  return (
    <article className="panel stack">
      <h3 className="heading" style={{ overflowWrap: "anywhere" }}>{url}</h3>
      <p><span className={state === "active" ? "badge" : "badge few"}>{t(`hooks.state.${state}`)}</span> <span className="soft">{hook.client.name}</span></p>
      {state === "failed" && <p>{t("hooks.failedText")}</p>}
      <ul className="ticks small">{hook.eventTypes.map((type) => <li key={type}><code>{type}</code></li>)}</ul>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}><summary>{t("hooks.deliveries")}</summary>{open && <Deliveries of={hook.id} />}</details>
      {test.error && <Failed error={test.error} />}
      <div className="buttons">
        {hook.allowedActions.includes("test") && <button type="button" className="button ghost" disabled={test.isPending} onClick={() => test.mutate()}>{t("hooks.test")}</button>}
        <Sure ask={t(`hooks.turn.${next}`)} name={url} yes={t(`hooks.turnYes.${next}`)} run={() => turn(hook.id, next)} done={() => void refresh()}><p>{t(`hooks.turnText.${next}`)}</p></Sure>
        <Sure ask={t("hooks.remove")} name={url} yes={t("hooks.removeYes")} run={() => remove(hook.id)} done={() => void refresh()}><p>{t("hooks.removeText")}</p></Sure>
      </div>
      <p role="status">{test.isSuccess && t("hooks.tested")}</p>
    </article>
  );
}

/** Where portals and scripts of one's regions are told, and how that goes. */
export function Webhooks() {
  const { t } = useTranslation();
  const found = useWebhooks();
  const items = itemsOf(found.data);
  if (found.isPending) return <Loading rows={1} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <div className="stack">
      {items.length === 0 && <p className="soft">{t("hooks.none")}</p>}
      <ul className="stack">{items.map((hook) => <li key={hook.id}><One hook={hook} /></li>)}</ul>
      <More of={found} />
    </div>
  );
}
