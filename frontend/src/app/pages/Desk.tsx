import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Clients } from "../../features/clients/Clients";
import { KeyShown } from "../../features/clients/KeyShown";
import { NewClient } from "../../features/clients/NewClient";
import type { WithKey } from "../../features/clients/data";
import { useMembers } from "../../features/organisations/data";
import { Log } from "../../features/privacy/Log";
import { Webhooks } from "../../features/webhooks/Webhooks";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL, REGIONAL_OR_ADMIN } from "../../lib/roles";
import { Counter } from "../Counter";
import { RegionMembers } from "../RegionMembers";
import { useOwnRegions } from "../ownRegions";

export function MembersPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.members")} roles={REGIONAL}>{(account) => <RegionMembers account={account} />}</Counter>;
}

function Keys() {
  const { t } = useTranslation();
  const regions = useOwnRegions();
  const [made, setMade] = useState<WithKey>();
  return (
    <div className="section">
      <p>{t("keys.lead")}</p>
      {made ? <KeyShown made={made} close={() => setMade(undefined)} /> : <NewClient key={regions.length} regions={regions} made={setMade} />}
      <h2>{t("keys.active")}</h2>
      <Clients state="active" made={setMade} />
      <details><summary>{t("keys.revoked")}</summary><Clients state="revoked" made={setMade} /></details>
      <h2>{t("hooks.title")}</h2>
      <p>{t("hooks.lead")}</p>
      <Webhooks />
    </div>
  );
}

export function KeysPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.keys")} roles={REGIONAL_OR_ADMIN}>{() => <Keys />}</Counter>;
}

function TheLog() {
  const navigate = useNavigate();
  const { of, region, ...filters } = useSearch({ from: "/regio/logboek" });
  const regions = useOwnRegions();
  const members = itemsOf(useMembers({}).data);
  const names = new Map(members.map(({ account }) => [account.id, account.name ?? account.email ?? account.id]));
  return (
    <div className="section">
      <Log filters={{ ...filters, region: of }} names={names} regions={regions}
        change={({ region: one, ...next }) => void navigate({ to: "/regio/logboek", search: { region, of: one, ...next }, replace: true, resetScroll: false })} />
    </div>
  );
}

export function LogPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.log")} roles={REGIONAL_OR_ADMIN}>{() => <TheLog />}</Counter>;
}
