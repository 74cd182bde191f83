import { Card } from "../../features/partnerships/Card";
import { Propose } from "../../features/partnerships/Propose";
import { usePartnerships } from "../../features/partnerships/data";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { PARTIES, organisationsOf } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { More } from "../../ui/More";
import { Page } from "../../ui/Page";
import { Empty, Failed, Loading } from "../../ui/States";
import { Gate } from "../Gate";

/** The organisations that somebody signs for. */
function signedFor(account: Account) {
  const memberships = account.memberships.filter(({ role }) => role === "school_coordinator" || role === "company_coordinator");
  return organisationsOf({ ...account, memberships }).flatMap(({ id, name, kind }) => (kind === "school" || kind === "company" ? [{ id, name, kind }] : []));
}

function Partners({ account }: { account: Account }) {
  const { t } = useTranslation();
  const found = usePartnerships();
  const items = itemsOf(found.data);
  if (found.isPending) return <div className="section"><Loading rows={2} /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  return (
    <div className="section stack">
      {items.length === 0 && <Empty title={t("partners.none")} text={t("partners.noneText")} />}
      <ul className="stack">{items.map((one) => <li key={one.id}><Card one={one} /></li>)}</ul>
      <More of={found} />
      {signedFor(account).map((own) => <Propose key={own.id} own={own} />)}
    </div>
  );
}

/** With whom one's organisation goes on for years, and what came of it. */
export function PartnersPage() {
  const { t } = useTranslation();
  useTitle(t("nav.partners"));
  return <Page title={t("nav.partners")} lead={t("partners.lead")}><Gate roles={PARTIES}>{(account) => <Partners account={account} />}</Gate></Page>;
}
