import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Edit, Form } from "../features/activities/Form";
import { OwnTicket } from "../features/activities/OwnTicket";
import { type Own, useOwn } from "../features/activities/own";
import { Conduct } from "../features/companies/Conduct";
import { Slots } from "../features/slots/Slots";
import { Line } from "../features/standby/Line";
import { itemsOf } from "../lib/api";
import { focusOnce } from "../lib/focus";
import { useTranslation } from "../lib/i18n";
import { organisationQuery } from "../lib/organisations";
import { COMPANY, companiesOf } from "../lib/roles";
import type { Account } from "../lib/session";
import { namesOf } from "../lib/sites";
import { More } from "../ui/More";
import { Empty, Failed, Loading } from "../ui/States";
import { Paused } from "./Paused";
import { Unmet } from "./Unmet";

type Open = { add: string } | { edit: Own } | { moments: Own };

/** One's companies, each with its sites. */
function useSites(account: Account) {
  const companies = companiesOf(account, COMPANY);
  return useQueries({
    queries: companies.map(({ id }) => organisationQuery(id)),
    combine: (found) => companies.map((company, place) => ({ ...company, sites: found[place]?.data?.sites ?? [] })),
  });
}

/** What one's companies offer: a list, or one of it to write. */
export function Offers({ account }: { account: Account }) {
  const { t } = useTranslation();
  const found = useOwn();
  const companies = useSites(account);
  const [open, setOpen] = useState<Open>();
  const [told, setTold] = useState("");
  const [code, setCode] = useState<string>();
  const keeps = (id: string) => companiesOf(account, ["company_coordinator"]).some((company) => company.id === id);
  const companyOf = (own: Own) => companies.find(({ sites }) => sites.some((site) => site.id === own.company.id))?.id;
  const show = (next?: Open, word = "") => {
    setOpen(next);
    setTold(word && t(`offers.done.${word}`));
  };
  if (open && "moments" in open) {
    return (
      <section className="section stack">
        <h2 ref={focusOnce} tabIndex={-1}>{t("slots.of", { title: open.moments.title })}</h2>
        <Slots activity={open.moments} />
        <p><button type="button" className="button ghost" onClick={() => show()}>{t("slots.back")}</button></p>
      </section>
    );
  }
  if (open) {
    const adding = "add" in open ? companies.find(({ id }) => id === open.add) : undefined;
    const stop = () => show();
    return (
      <section className="section">
        <h2 ref={focusOnce} tabIndex={-1}>{adding ? t("offers.addTo", { company: adding.name }) : t("offers.change")}</h2>
        {"edit" in open
          ? <Edit id={open.edit.id} done={() => show(undefined, "changed")} stop={stop} />
          : <Form of={{ sites: adding?.sites.map((site) => [site.id, namesOf(adding.sites).get(site.id) ?? site.name]) ?? [] }} done={() => show(undefined, "saved")} stop={stop} />}
      </section>
    );
  }
  const items = itemsOf(found.data);
  const begin = companies.map(({ id, name, sites }) => (
    <button key={id} type="button" className="button" disabled={sites.length === 0} onClick={() => show({ add: id })}>{companies.length > 1 ? t("offers.addTo", { company: name }) : t("offers.new")}</button>
  ));
  return (
    <section className="section stack" aria-labelledby="own">
      <h2 id="own" className="hidden">{t("nav.ownOffers")}</h2>
      {items.length > 0 && <div className="buttons">{begin}</div>}
      <Paused kind="company" />
      <Unmet region={items[0]?.region ?? undefined} ready={found.isSuccess} />
      <p role="status">{told}</p>
      {code && <Conduct company={code} keeper={keeps(code)} done={() => { setCode(undefined); setTold(t("conduct.accepted")); }} />}
      {found.isPending && <Loading rows={3} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <Empty title={t("offers.none")} text={t("offers.noneText")}><div className="buttons">{begin}</div></Empty>}
      <ul className="stack">
        {items.map((own) => (
          <li key={own.id}>
            <OwnTicket activity={own} done={(verb) => setTold(t(`offers.done.${verb}`))} needsCode={() => { setTold(""); setCode(companyOf(own)); }}>
              {own.fullWeeks.length > 0 && <Line activity={own.id} />}
              {own.state === "published" && <Link to="/mijn/kansen" search={(now) => ({ region: now.region, activity: own.id })} aria-label={`${t("chances.see")}: ${own.title}`}>{t("chances.see")}</Link>}
              {own.allowedActions.includes("edit") && <button type="button" className="link" aria-label={`${t("slots.title")}: ${own.title}`} onClick={() => show({ moments: own })}>{t("slots.title")}</button>}
              {own.allowedActions.includes("edit") && <button type="button" className="link" aria-label={`${t("offers.edit")}: ${own.title}`} onClick={() => show({ edit: own })}>{t("offers.edit")}</button>}
            </OwnTicket>
          </li>
        ))}
      </ul>
      <More of={found} />
    </section>
  );
}
