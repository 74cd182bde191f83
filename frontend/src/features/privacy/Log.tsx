import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useOperations } from "../../lib/operations";
import { Choice, Field } from "../../ui/Field";
import { More } from "../../ui/More";
import { Empty, Failed, Loading } from "../../ui/States";
import { type Filters, useEntries } from "./data";
import { Entries } from "./Entries";

type Props = { filters: Filters; change: (next: Filters) => void; names: Map<string, string>; regions: [string, string][] };
const DAY = 86_400_000;

/** Days as the address has them, as the moments that the service takes: `to` includes its day. */
function asMoments({ from, to, ...rest }: Filters): Filters {
  const start = (day: string, plus = 0) => new Date(new Date(`${day}T00:00`).getTime() + plus).toISOString();
  return { ...rest, ...(from && { from: start(from) }), ...(to && { to: start(to, DAY) }) };
}

/** The region's log, narrowed by person, deed and day. */
export function Log({ filters, change, names, regions }: Props) {
  const { t } = useTranslation();
  const { rows, label } = useOperations();
  const found = useEntries(asMoments(filters));
  const entries = itemsOf(found.data);
  const on = (name: keyof Filters) => ({
    value: filters[name] ?? "",
    onChange: (event: { target: { value: string } }) => change({ ...filters, [name]: event.target.value || undefined }),
  });
  const people: [string, string][] = [...names].sort((a, b) => a[1].localeCompare(b[1]));
  if (filters.actor && !names.has(filters.actor)) people.push([filters.actor, filters.actor]);
  const deeds = rows.map(({ operation }): [string, string] => [operation, label(operation)]).sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <>
      <div className="filters">
        <Choice label={t("log.who")} of={[["", t("log.everybody")], ...people]} {...on("actor")} />
        <Choice label={t("log.what")} of={[["", t("log.everything")], ...deeds]} {...on("operation")} />
        {regions.length > 1 && <Choice label={t("privacy.log.region")} of={[["", t("log.allRegions")], ...regions]} {...on("region")} />}
        <Field label={t("log.from")} type="date" max={filters.to} {...on("from")} />
        <Field label={t("log.to")} type="date" min={filters.from} {...on("to")} />
      </div>
      <div aria-busy={found.isFetching}>
        {found.isPending && <Loading />}
        {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
        {found.data && (entries.length === 0 ? <Empty title={t("log.empty")} text={t("log.emptyText")} /> : <Entries entries={entries} names={names} regions={new Map(regions)} pick={(actor) => change({ ...filters, actor })} />)}
        <More of={found} />
      </div>
    </>
  );
}
