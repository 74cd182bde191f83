import { useTranslation } from "../../lib/i18n";
import { Field } from "../../ui/Field";
import type { Organisation } from "./ContactForm";

export type Fields = { kvk: string; organisationName: string; postcode: string; place: string; website: string };
export const NO_COMPANY: Fields = { kvk: "", organisationName: "", postcode: "", place: "", website: "" };
const digits = (text: string): string => text.replace(/\D/g, "");

/** What a company says of itself, as the service takes it; a website may be typed without https. */
export function company(fields: Fields): Organisation {
  const website = fields.website.trim();
  return {
    kind: "company",
    kvk: digits(fields.kvk),
    organisationName: fields.organisationName.trim(),
    postcode: fields.postcode.toUpperCase().replace(/\s/g, ""),
    place: fields.place.trim(),
    ...(website && { website: /^https?:\/\//.test(website) ? website : `https://${website}` }),
  };
}

type Props = { fields: Fields; change: (next: Fields) => void; faults: (field: string) => string | undefined };

export function CompanyFields({ fields, change, faults }: Props) {
  const { t } = useTranslation();
  const on = (name: keyof Fields) => ({
    value: fields[name],
    fault: faults(name),
    onChange: (event: { target: { value: string } }) => change({ ...fields, [name]: event.target.value }),
  });
  return (
    <fieldset className="stack">
      <legend className="heading">{t("join.yourCompany")}</legend>
      <Field label={t("join.kvk")} help={t("join.kvkHelp")} required inputMode="numeric" pattern="[0-9 ]{8,11}" maxLength={11} autoComplete="off" {...on("kvk")} />
      <Field label={t("join.companyName")} required maxLength={200} autoComplete="organization" {...on("organisationName")} />
      <div className="side">
        <Field label={t("join.postcode")} required pattern="[0-9]{4} ?[A-Za-z]{2}" maxLength={7} autoComplete="postal-code" {...on("postcode")} />
        <Field label={t("join.place")} required maxLength={200} autoComplete="address-level2" {...on("place")} />
      </div>
      <Field label={t("join.website")} help={t("join.optional")} maxLength={290} inputMode="url" autoComplete="url" {...on("website")} />
    </fieldset>
  );
}
