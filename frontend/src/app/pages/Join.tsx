import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { CompanyFields, NO_COMPANY, company } from "../../features/admissions/Company";
import { ContactForm } from "../../features/admissions/ContactForm";
import { MyApplication } from "../../features/admissions/MyApplication";
import { Received } from "../../features/admissions/Received";
import { School } from "../../features/admissions/School";
import { Ways } from "../../features/admissions/Ways";
import { useApplicationByLink } from "../../features/admissions/data";
import { Accept } from "../../features/organisations/Accept";
import { useInvitationByLink } from "../../features/organisations/data";
import { SchoolPicker } from "../../features/schools/SchoolPicker";
import type { Schemas, SchoolSite } from "../../lib/api";
import { useFragment } from "../../lib/fragment";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Secret } from "../Secret";

/** Becoming a participant: a school by the register, a company by its number. */
export function JoinPage() {
  const { t } = useTranslation();
  const { als } = useSearch({ from: "/meedoen" });
  const [site, setSite] = useState<SchoolSite>();
  const [fields, setFields] = useState(NO_COMPANY);
  const [sent, setSent] = useState<{ received: Schemas["ApplicationReceived"]; email: string }>();
  useTitle(t("join.title"));
  const done = (received: Schemas["ApplicationReceived"], email: string) => setSent({ received, email });
  return (
    <Page title={t("join.title")} lead={t("join.lead")}>
      {sent ? <Received {...sent} /> : <Ways chosen={als} />}
      {!sent && als === "school" && (
        <ContactForm key="school" organisation={site && { kind: "school", siteId: site.id }} done={done}>
          {(faults) => <School site={site} picker={<SchoolPicker pick={setSite} />} again={() => setSite(undefined)} fault={faults("siteId")} />}
        </ContactForm>
      )}
      {!sent && als === "bedrijf" && (
        <ContactForm key="company" organisation={company(fields)} done={done}>{(faults) => <CompanyFields fields={fields} change={setFields} faults={faults} />}</ContactForm>
      )}
    </Page>
  );
}

export function ApplicationPage() {
  const { t } = useTranslation();
  const token = useFragment();
  const found = useApplicationByLink(token);
  return <Secret title={t("application.title")} token={token} found={found}>{(application) => <MyApplication application={application} token={token} />}</Secret>;
}

export function InvitationPage() {
  const { t } = useTranslation();
  const { history } = useRouter();
  const token = useFragment();
  const found = useInvitationByLink(token);
  return <Secret title={t("invitation.title")} token={token} found={found}>{(invitation) => <Accept token={token} invitation={invitation} done={() => history.replace("/mijn/organisatie")} />}</Secret>;
}
