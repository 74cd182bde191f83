import { useId } from "react";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { More } from "../../ui/More";
import { Failed } from "../../ui/States";
import { type Standby, useAccept, useEnd, useStandbys } from "./data";

type Props = { taken: (match: string) => void };

function Place({ one, taken }: Props & { one: Standby }) {
  const { t } = useTranslation();
  const words = useWords();
  const accept = useAccept((match) => taken(match.id));
  const end = useEnd();
  const busy = accept.isPending || end.isPending;
  const may = (verb: string) => one.allowedActions.includes(verb);
  const named = (verb: string) => `${t(`standby.${verb}`)}: ${one.activity.title}`;
  const error = accept.error ?? end.error;
  return (
    <li>
      <div>
        <strong>{one.activity.title}</strong>
        <p className="soft">{one.activity.company}, {t("standby.for", { request: one.request.title })}</p>
      </div>
      <p>{t(`standby.state.${one.state}`, { week: one.week ? words.week(one.week) : "", until: one.heldUntil ? words.moment(one.heldUntil) : "" })}</p>
      <div className="line-actions">
        {may("accept") && <button type="button" className="button" disabled={busy} aria-label={named("accept")} onClick={() => accept.mutate(one.id)}>{t("standby.accept")}</button>}
        {may("pass") && <button type="button" className="link" disabled={busy} aria-label={named("pass")} onClick={() => end.mutate({ id: one.id, verb: "pass" })}>{t("standby.pass")}</button>}
        {may("cancel") && <button type="button" className="link" disabled={busy} aria-label={named("cancel")} onClick={() => end.mutate({ id: one.id, verb: "cancel" })}>{t("standby.cancel")}</button>}
      </div>
      {error && <Failed error={error} />}
    </li>
  );
}

/** What one stands by for: offered places first, then those that are waited for; of one request also what is over. */
export function Lines({ request, taken }: Props & { request?: string }) {
  const { t } = useTranslation();
  const id = useId();
  const found = useStandbys(request);
  const items = itemsOf(found.data).filter((one) => request || one.allowedActions.length > 0);
  if (items.length === 0) return null;
  const sorted = [...items].sort((a, b) => Number(b.state === "offered") - Number(a.state === "offered"));
  return (
    <section className="section stack" aria-labelledby={id}>
      <h2 id={id}>{t("standby.title")}</h2>
      <ul className="lines">{sorted.map((one) => <Place key={one.id} one={one} taken={taken} />)}</ul>
      <More of={found} />
    </section>
  );
}
