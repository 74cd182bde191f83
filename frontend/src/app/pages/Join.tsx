import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { CompanyFields, NO_COMPANY, company } from "../../features/admissions/Company";
import { ContactForm } from "../../features/admissions/ContactForm";
import { How, Received } from "../../features/admissions/Received";
import { School } from "../../features/admissions/School";
import { Ways } from "../../features/admissions/Ways";
import { SchoolPicker } from "../../features/schools/SchoolPicker";
import type { Schemas, SchoolSite } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";

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
      {sent ? <Received {...sent} /> : <Ways />}
      {!sent && als && (
        <div className="columns">
          {als === "school" ? (
            <ContactForm key="school" organisation={site && { kind: "school", siteId: site.id }} done={done}>
              {(faults) => <School site={site} picker={<SchoolPicker pick={setSite} />} again={() => setSite(undefined)} fault={faults("siteId")} />}
            </ContactForm>
          ) : (
            <ContactForm key="company" organisation={company(fields)} done={done}>{(faults) => <CompanyFields fields={fields} change={setFields} faults={faults} />}</ContactForm>
          )}
          <How />
        </div>
      )}
    </Page>
  );
}
