import type { ReactNode } from "react";
import type { SchoolSite } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { addressLine } from "../../lib/words";
import { Details } from "../../ui/Details";

type Props = { site: SchoolSite | undefined; picker: ReactNode; again: () => void; fault?: string };

/** A school picks itself from the register, which fills in the rest. */
export function School({ site, picker, again, fault }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="stack">
      <legend className="heading">{t("join.yourSchool")}</legend>
      {site ? (
        <div className="picked" role="status">
          <p className="heading">{site.name}</p>
          <Details rows={[
            [t("school.address"), addressLine(site.address)],
            [t("join.code"), site.code.value],
            [t("school.institution"), `${site.school.name} (${site.school.code.value})`],
            [t("school.site"), site.website],
          ]} />
          <button type="button" className="link" onClick={again}>{t("join.otherSchool")}</button>
        </div>
      ) : picker}
      {fault && <p className="faulty">{fault}</p>}
    </fieldset>
  );
}
