import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useCompanies } from "../../features/companies/data";
import { useConcepts } from "../../lib/concepts";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { SearchForm } from "../../ui/SearchForm";
import { Empty, Failed, Loading } from "../../ui/States";

export function CompaniesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q, sector, region } = useSearch({ from: "/bedrijven" });
  const { of, label, labels } = useConcepts();
  const found = useCompanies({ q, sector, region });
  useTitle(t("company.title"));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const sectors = of("sectors").map(({ code }) => ({ code, text: label("sectors", code) }));
  return (
    <Page title={t("company.title")} lead={t("company.lead")}>
      <SearchForm key={`${q}${sector}`} q={q} choice={sector} label={t("company.search")} choiceLabel={t("company.sector")} any={t("company.anySector")} of={sectors}
        change={(next) => void navigate({ to: "/bedrijven", search: { region, q: next.q, sector: next.choice } })} />
      <section className="section" aria-busy={found.isFetching}>
        {found.isPending && <Loading />}
        {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
        {found.data && <h2 aria-live="polite">{t("company.count", { count: found.data.pages[0]?.count ?? 0 })}</h2>}
        {found.data && items.length === 0 && <Empty title={t("company.none")} text={t("company.noneText")} />}
        <ul className="rows">
          {items.map((site) => (
            <li key={site.id}>
              <Link to="/bedrijven/$id" params={{ id: site.id }} search={{ region }}>
                <strong>{site.name}</strong>
                <span className="soft">{site.address.place}</span>
                <span className="soft">{labels("sectors", site.sectors)}</span>
              </Link>
            </li>
          ))}
        </ul>
        {found.hasNextPage && <p><button type="button" className="button ghost" onClick={() => void found.fetchNextPage()}>{t("home.more")}</button></p>}
      </section>
    </Page>
  );
}
