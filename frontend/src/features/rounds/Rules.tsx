import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";

const useRules = () => useQuery({ queryKey: ["match-rules"], queryFn: () => answer(api.GET("/match-rules")) });

/** What a pair's points are made of, as the service itself tells. */
export function Weights() {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useRules();
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  const [first, second, third] = data.typePoints.map((points) => words.percent(points / data.partPoints));
  return (
    <>
      <p>{t("roundRules.points", { most: words.number(data.mostPoints) })}</p>
      <table>
        <thead><tr><th scope="col">{t("roundRules.part")}</th><th scope="col">{t("roundRules.weight")}</th><th scope="col">{t("roundRules.how")}</th></tr></thead>
        <tbody>
          {Object.entries(data.weights).map(([part, weight]) => (
            <tr key={part}><th scope="row">{t(`match.${part}`)}</th><td>{weight}</td><td>{t(`roundRules.of.${part}`, { first, second, third, open: words.percent(data.openPoints / data.partPoints) })}</td></tr>
          ))}
        </tbody>
      </table>
      <p>{t("roundRules.limits", { all: words.all(data.limits.map((limit) => t(`match.limits.${limit}`))) })}</p>
    </>
  );
}
