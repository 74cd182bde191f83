import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { CompanyTicket } from "../../features/companies/CompanyTicket";
import { useCompanies } from "../../features/companies/data";
import { itemsOf } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { useTitle } from "../../lib/title";
import { More } from "../../ui/More";
import { Page } from "../../ui/Page";
import { SearchForm } from "../../ui/SearchForm";
import { Empty, Failed, Loading, Strange } from "../../ui/States";
import { Unmet } from "../Unmet";
import { useKnown } from "../known";

export function CompaniesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { known, strange, ready } = useKnown(useSearch({ from: "/bedrijven" }));
  const { q, sector, region } = known;
  const { of, label } = useConcepts();
  const found = useCompanies({ q, sector, region }, ready);
  useTitle(t("company.title"));
  const items = itemsOf(found.data);
  const sectors = of("sectors").map(({ code }) => ({ code, text: label("sectors", code) }));
  return (
    <Page title={t("company.title")} lead={t("company.lead")}>
      <SearchForm key={`${q}${sector}`} q={q} choice={sector} label={t("company.search")} choiceLabel={t("company.sector")} any={t("company.anySector")} of={sectors}
        change={(next) => void navigate({ to: "/bedrijven", search: { region, q: next.q, sector: next.choice } })} />
      <div className="notes"><Strange words={strange} /><Unmet region={region} ready={ready} /></div>
      <section className="section" aria-busy={found.isFetching}>
        {found.isPending && <Loading />}
        {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
        {found.data && <h2 aria-live="polite">{t("company.count", { count: found.data.pages[0]?.count ?? 0 })}</h2>}
        {found.data && items.length === 0 && <Empty title={t("company.none")} text={t("company.noneText")} />}
        <ul className="tickets">
          {items.map((site) => (
            <li key={site.id}><CompanyTicket site={site} /></li>
          ))}
        </ul>
        <More of={found} />
      </section>
    </Page>
  );
}
