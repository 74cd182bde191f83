import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { First } from "./First";
import { usePriorities, useWithdraw } from "./data";

type Props = { region: string; schoolYear: number };

/** The schools that come first this school year, each with its reason, and the form that adds one. */
export function Priorities({ region, schoolYear }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const found = usePriorities(region, schoolYear);
  const withdraw = useWithdraw();
  const items = itemsOf(found.data);
  return (
    <section className="stack inset" aria-labelledby="priorities">
      <h2 id="priorities">{t("plans.first", { year: `${schoolYear}-${schoolYear + 1}` })}</h2>
      <p>{t("plans.firstLead")}</p>
      {found.isPending && <Loading rows={1} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <p className="soft">{t("plans.firstNone")}</p>}
      <ul className="lines">
        {items.map(({ id, site, reason, createdAt }) => (
          <li key={id}>
            <div>
              <strong>{site.name}</strong> <span className="soft">{site.place}</span>
              <p>{reason} <span className="soft">{words.day(createdAt)}</span></p>
            </div>
            <div className="line-actions">
              <Sure small ask={t("plans.firstBack")} name={site.name} yes={t("plans.firstBackYes")} run={() => withdraw(id)}>
                <p>{t("plans.firstBackText")}</p>
              </Sure>
            </div>
          </li>
        ))}
      </ul>
      <More of={found} />
      <First region={region} schoolYear={schoolYear} />
    </section>
  );
}
