import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Profile } from "../../features/accounts/Profile";
import { Sessions } from "../../features/accounts/Sessions";
import { Calendar } from "../../features/calendars/Calendar";
import { Weekly } from "../../features/digests/Weekly";
import { MyRoles } from "../../features/organisations/MyRoles";
import { Consents } from "../../features/privacy/Consents";
import { Erase, Export } from "../../features/privacy/Mine";
import { OwnLog } from "../../features/privacy/OwnLog";
import { useTranslation } from "../../lib/i18n";
import { type Account, askSession } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Pass } from "../../ui/Pass";
import { Gate } from "../Gate";

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="part">
      <div><h2>{title}</h2>{lead && <p className="soft">{lead}</p>}</div>
      <div>{children}</div>
    </section>
  );
}

function Mine({ account, erased }: { account: Account; erased: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="parts">
      <Part title={t("me.who")}><Profile key={account.id} account={account} /></Part>
      <Part title={t("me.roles")} lead={t("me.rolesLead")}><MyRoles account={account} changed={() => void askSession()} /></Part>
      <Part title={t("me.sessions")} lead={t("me.sessionsLead")}><Sessions /></Part>
      <Part title={t("digest.title")} lead={t("digest.lead")}><Weekly /></Part>
      <Part title={t("agenda.title")} lead={t("agenda.lead")}><Calendar /></Part>
      <Part title={t("privacy.consents.title")} lead={t("privacy.consents.lead")}><Consents /></Part>
      <Part title={t("privacy.log.title")} lead={t("privacy.log.lead")}><OwnLog /></Part>
      <Part title={t("privacy.export.title")}><Export /></Part>
      <Part title={t("privacy.erase.title")}><Erase email={account.email} done={erased} /></Part>
    </div>
  );
}

export function AccountPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [gone, setGone] = useState(false);
  useTitle(t("nav.account"));
  return (
    <Page title={t("nav.account")}>
      {gone ? (
        <Pass stub={t("brand")}>
          <h2>{t("privacy.erase.done")}</h2>
          <p><button type="button" className="button" onClick={() => void navigate({ to: "/" })}>{t("states.home")}</button></p>
        </Pass>
      ) : <Gate>{(account) => <Mine account={account} erased={() => setGone(true)} />}</Gate>}
    </Page>
  );
}
