import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Schemas } from "../../lib/api";
import { codeOf } from "../../lib/api";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { Area, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type ApplicationIn, seenAt, useApply } from "./data";

export type Organisation = Partial<ApplicationIn> & Pick<ApplicationIn, "kind">;
type Props = { organisation: Organisation | undefined; done: (received: Schemas["ApplicationReceived"], email: string) => void; children: (faults: (field: string) => string | undefined) => ReactNode };
const SHOWN = ["kvk", "organisationName", "postcode", "place", "website", "siteId", "contactName", "contactEmail", "motivation"];

/** What is there already, and where it is to be found. */
function Known({ see }: { see: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="note" role="alert">
      <h3>{t("join.known")}</h3>
      <p>{t("join.knownText")}</p>
      {see && <p><a href={see}>{t("join.see")}</a></p>}
      <p><Link to="/inloggen">{t("nav.signIn")}</Link></p>
    </div>
  );
}

/** The organisation above, who applies for it below, and off it goes. */
export function ContactForm({ organisation, done, children }: Props) {
  const { t, language } = useTranslation();
  const [who, setWho] = useState({ contactName: "", contactEmail: "", motivation: "" });
  const [consent, setConsent] = useState(false);
  const apply = useApply((received) => done(received, who.contactEmail.trim()));
  const faults = useFaults(apply.error);
  const fill = (name: keyof typeof who) => (event: { target: { value: string } }) => setWho({ ...who, [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!organisation) return;
    const contact = { contactName: who.contactName.trim(), contactEmail: who.contactEmail.trim(), motivation: who.motivation.trim() };
    apply.mutate({ ...organisation, ...contact, locale: language, consent: true });
  };
  const known = codeOf(apply.error) === "already_known";
  return (
    <form className="panel question joining" onSubmit={submit}>
      {children(faults)}
      <fieldset className="stack">
        <legend className="heading">{t("join.you")}</legend>
        <Field label={t("me.name")} fault={faults("contactName")} required maxLength={200} autoComplete="name" value={who.contactName} onChange={fill("contactName")} />
        <Field label={t("signIn.email")} help={t("join.emailHelp")} fault={faults("contactEmail")} type="email" required maxLength={254} autoComplete="email" value={who.contactEmail} onChange={fill("contactEmail")} />
        <Area label={t("join.motivation")} help={t("join.motivationHelp")} fault={faults("motivation")} maxLength={5000} value={who.motivation} onChange={fill("motivation")} />
        <label className="consent">
          <input type="checkbox" required checked={consent} onChange={(event) => setConsent(event.target.checked)} />
          <span>{t("join.consent")} <Link to="/privacy" target="_blank">{t("join.privacy")}</Link></span>
        </label>
      </fieldset>
      {known && <Known see={seenAt(apply.error)} />}
      {apply.error && !known && !SHOWN.some(faults) && <Failed error={apply.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={apply.isPending || !organisation}>{t("join.send")}</button>
        {!organisation && <span className="soft">{t("join.pickFirst")}</span>}
      </div>
    </form>
  );
}
