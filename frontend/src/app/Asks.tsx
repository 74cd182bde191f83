import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { OwnTicket } from "../features/requests/OwnTicket";
import { type Own, STATES, type State, useOwn } from "../features/requests/own";
import { itemsOf } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { Choice } from "../ui/Field";
import { More } from "../ui/More";
import { Empty, Failed, Loading } from "../ui/States";
import { ChangeRequest } from "./ChangeRequest";

/** What one's school asks: a list, or one of it to change. */
export function Asks() {
  const { t } = useTranslation();
  const [state, setState] = useState<State>();
  const [open, setOpen] = useState<Own>();
  const [told, setTold] = useState("");
  const found = useOwn(state);
  const items = itemsOf(found.data);
  const close = (word: string) => {
    setOpen(undefined);
    setTold(word);
  };
  if (open) return <ChangeRequest request={open} done={() => close(t("asks.saved"))} stop={() => close("")} />;
  const ask = <Link to="/vraag" search={(now) => ({ region: now.region })} className="button">{t("asks.new")}</Link>;
  const of: [string, string][] = [["", t("asks.all")], ...STATES.map((one): [string, string] => [one, t(`asks.state.${one}`)])];
  const none = found.data && items.length === 0;
  return (
    <section className="section stack" aria-labelledby="own">
      <h2 id="own" className="hidden">{t("nav.requests")}</h2>
      {!(none && !state) && (
        <div className="own-head">
          <Choice label={t("asks.show")} of={of} value={state ?? ""} onChange={(event) => { setState((event.target.value || undefined) as State | undefined); setTold(""); }} />
          {ask}
        </div>
      )}
      <p role="status">{told} {found.data && items.length > 0 && t("asks.count", { count: found.data.pages[0]?.count ?? items.length })}</p>
      {found.isPending && <Loading rows={3} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {none && <Empty title={t("asks.none")} text={state ? "" : t("asks.noneText")}>{!state && <p>{ask}</p>}</Empty>}
      <ul className="stack">
        {items.map((request) => (
          <li key={request.id}>
            <OwnTicket request={request} done={(verb) => setTold(t(`asks.done.${verb}`))}>
              {request.allowedActions.includes("edit") && <button type="button" className="link" aria-label={`${t("asks.edit")}: ${request.title}`} onClick={() => { setTold(""); setOpen(request); }}>{t("asks.edit")}</button>}
            </OwnTicket>
          </li>
        ))}
      </ul>
      <More of={found} />
    </section>
  );
}
