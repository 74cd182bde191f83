import { useState } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Empty, Failed, Loading } from "../../ui/States";
import { type Group, useDemand } from "./data";

const SHORT = 15;
type Props = { by: Group; region: string | undefined; ready: boolean };

/** Per group how many classes and pupils wait, the longest row first. */
export function Table({ by, region, ready }: Props) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useDemand(by, region, ready);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  if (data.items.length === 0) return <Empty title={t("demand.none")} text={t("demand.noneText")} />;
  const most = Math.max(...data.items.map((item) => item.requests));
  const named = (item: (typeof data.items)[number]) => {
    if (by === "subject") return label("subjects", item.subject ?? "");
    if (by === "level") return label("levels", item.level ?? "");
    return item.municipality?.name ?? t("demand.nowhere");
  };
  return (
    <div className="panel">
      <table className="demand">
        <caption className="hidden">{t(`demand.by.${by}`)}</caption>
        <thead>
          <tr><th scope="col">{t(`demand.of.${by}`)}</th><th scope="col">{t("demand.classes")}</th><th scope="col">{t("demand.pupils")}</th></tr>
        </thead>
        <tbody>
          {data.items.slice(0, all ? undefined : SHORT).map((item) => (
            <tr key={named(item)}>
              <th scope="row">{named(item)}</th>
              <td><span className="meter"><i style={{ width: `${(item.requests / most) * 100}%` }} /></span> {words.number(item.requests)}</td>
              <td>{words.number(item.pupils)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && data.items.length > SHORT && <p><button type="button" className="link" onClick={() => setAll(true)}>{t("demand.all", { count: data.items.length })}</button></p>}
    </div>
  );
}
