import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useSchools } from "../../features/schools/data";
import { choosable, useConcepts } from "../../lib/concepts";
import { useTitle } from "../../lib/title";
import { More } from "../../ui/More";
import { Page } from "../../ui/Page";
import { SearchForm } from "../../ui/SearchForm";
import { Empty, Failed, Loading, Strange } from "../../ui/States";
import { useKnown } from "../known";

export function SchoolsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { known, strange, ready } = useKnown(useSearch({ from: "/scholen" }));
  const { q, level, region } = known;
  const { of, label, short } = useConcepts();
  const found = useSchools({ q, level, region }, ready);
  useTitle(t("school.title"));
  const items = itemsOf(found.data);
  // Those that a school here has, and what is chosen.
  const here = found.data?.pages[0]?.facets?.level ?? {};
  const has = (code: string) => code === level || code in here || of("levels").some((one) => one.broader === code && one.code in here);
  const levels = choosable(of("levels")).filter(({ code }) => has(code)).map(({ code }) => ({ code, text: label("levels", code) }));
  return (
    <Page title={t("school.title")} lead={t("school.lead")}>
      <SearchForm key={`${q}${level}`} q={q} choice={level} label={t("school.search")} choiceLabel={t("school.level")} any={t("school.anyLevel")} of={levels}
        change={(next) => void navigate({ to: "/scholen", search: { region, q: next.q, level: next.choice } })} />
      <div className="notes"><Strange words={strange} /></div>
      <section className="section" aria-busy={found.isFetching}>
        {found.isPending && <Loading />}
        {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
        {found.data && <h2 aria-live="polite">{t("school.count", { count: found.data.pages[0]?.count ?? 0 })}</h2>}
        {found.data && items.length === 0 && <Empty title={t("school.none")} text={t("school.noneText")} />}
        <ul className="rows">
          {items.map((site) => (
            <li key={site.id}>
              <Link to="/scholen/$id" params={{ id: site.id }} search={{ region }}>
                <strong>{site.name}</strong>
                <span className="soft">{site.code.value}</span>
                <span className="soft">{[site.address.street, site.address.place].filter(Boolean).join(", ")}</span>
                <span className="soft">{short("levels", site.levels)}</span>
              </Link>
            </li>
          ))}
        </ul>
        <More of={found} />
      </section>
    </Page>
  );
}
