import { useState } from "react";
import { Card, Deeds } from "../../features/professionals/Card";
import { Edit } from "../../features/professionals/Edit";
import { Form } from "../../features/professionals/Form";
import { useMyProfiles } from "../../features/professionals/data";
import { useTranslation } from "../../lib/i18n";
import { COMPANY, companiesOf } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Empty, Failed, Loading } from "../../ui/States";
import { Gate } from "../Gate";
import { Staff } from "../Staff";

/** The people of the companies that one coordinates. */
export function PeoplePage() {
  const { t } = useTranslation();
  useTitle(t("nav.people"));
  return (
    <Page title={t("nav.people")} lead={t("people.lead")}>
      <Gate roles={["company_coordinator"]}>
        {(account) => companiesOf(account, ["company_coordinator"]).map((company) => <Staff key={company.id} company={company} me={account.id} />)}
      </Gate>
    </Page>
  );
}

type Company = { id: string; name: string };

/** One's own profile at a company, or the way to make it. */
function Own({ company, account, id }: { company: Company; account: Account; id?: string }) {
  const { t } = useTranslation();
  const [begins, setBegins] = useState(false);
  const [kept, setKept] = useState(false);
  const form = { me: account.id, done: () => setKept(true) };
  const saved = <span role="status">{kept && t("people.saved")}</span>;
  if (id) return <Edit id={id} {...form}>{saved}</Edit>;
  if (begins) return <Form of={{ companyId: company.id, name: account.name ?? "", accountId: account.id }} again={() => setBegins(false)} {...form} />;
  return (
    <Empty title={t("people.noProfile")} text={t("people.noProfileText")}>
      <p><button type="button" className="button" onClick={() => setBegins(true)}>{t("people.begin")}</button></p>
    </Empty>
  );
}

function Profiles({ account }: { account: Account }) {
  const { t } = useTranslation();
  const found = useMyProfiles();
  if (found.isPending) return <div className="section"><Loading rows={2} /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  return companiesOf(account, COMPANY).map((company) => {
    const own = found.data.items.find((person) => person.company.id === company.id);
    return (
      <section key={company.id} className="section" aria-label={company.name}>
        <h2>{company.name}</h2>
        {own && <><p className="soft">{t("people.asSeen")}</p><Card person={own}><Deeds person={own} small /></Card></>}
        <Own company={company} account={account} id={own?.id} />
      </section>
    );
  });
}

/** What one knows, when one can, how often one may be asked, and whether schools see it. */
export function ProfilePage() {
  const { t } = useTranslation();
  useTitle(t("nav.profile"));
  return <Page title={t("nav.profile")} lead={t("people.profileLead")}><Gate roles={COMPANY}>{(account) => <Profiles account={account} />}</Gate></Page>;
}
