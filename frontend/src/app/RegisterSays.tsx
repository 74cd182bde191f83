import { Link } from "@tanstack/react-router";
import type { Application } from "../features/admissions/data";
import { useCompanies } from "../features/companies/data";
import { usePlace, useRegions } from "../features/regions/data";
import { useSchool } from "../features/schools/data";
import { useConcepts } from "../lib/concepts";
import { useTranslation } from "../lib/i18n";
import { addressLine } from "../lib/words";
import { Details } from "../ui/Details";

type Props = { organisation: Application["organisation"]; region: string };

function OfSchool({ organisation }: Props) {
  const { t } = useTranslation();
  const { short } = useConcepts();
  const { data, error } = useSchool(organisation.siteId ?? undefined);
  if (error) return <p className="check">{t("queue.noRegister")}</p>;
  if (!data) return null;
  return (
    <>
      <Details rows={[
        [t("join.code"), data.code.value],
        [t("school.address"), addressLine(data.address)],
        [t("school.levels"), short("levels", data.levels)],
        [t("school.institution"), `${data.school.name} (${data.school.code.value})`],
        [t("school.site"), data.website],
      ]} />
      <p className={data.state === "active" ? "check good" : "check"}>{t(data.state === "active" ? "queue.active" : "queue.retired")}</p>
      <p><Link to="/scholen/$id" params={{ id: data.id }} target="_blank">{t("queue.open")}</Link></p>
    </>
  );
}

function OfCompany({ organisation, region }: Props) {
  const { t } = useTranslation();
  const { place, unknown } = usePlace(organisation.postcode ?? undefined);
  const regions = useRegions().data?.items ?? [];
  const known = useCompanies({ q: organisation.name }, true).data?.pages[0]?.items ?? [];
  const named = regions.find(({ code }) => code === place?.region)?.name;
  const home = place && place.region === region;
  return (
    <>
      <p className={home ? "check good" : "check"}>{unknown ? t("queue.postcodeUnknown") : t("queue.postcode", { postcode: organisation.postcode ?? "", region: named ?? "…" })}</p>
      <p className="check">{known.length > 0 ? t("queue.sameName") : t("queue.noSameName")}</p>
      <ul>{known.slice(0, 3).map((site) => <li key={site.id}><Link to="/bedrijven/$id" params={{ id: site.id }} target="_blank">{site.name}, {site.address.place}</Link></li>)}</ul>
      {organisation.kvk && <p><a href={`https://www.kvk.nl/zoeken/?q=${organisation.kvk}`} target="_blank" rel="noreferrer">{t("queue.kvk", { kvk: organisation.kvk })}</a></p>}
    </>
  );
}

/** What is known elsewhere of who applies, to hold it against what is said. */
export function RegisterSays(props: Props) {
  return props.organisation.siteId ? <OfSchool {...props} /> : <OfCompany {...props} />;
}
