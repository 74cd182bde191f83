import { Halves, Turns } from "../../features/rounds/Drawn";
import { Published } from "../../features/rounds/Published";
import { Weights } from "../../features/rounds/Rules";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";

const ORDER = ["reach", "points", "partners", "lottery"];
const NEVER = ["secret", "late", "pupils", "money"];
const COMMANDS = "./loket solve snapshot.json -o mine.json\n./loket verify snapshot.json result.json";

/** How a round decides, and how anybody checks that it did. */
export function RoundRulesPage() {
  const { t } = useTranslation();
  useTitle(t("roundRules.title"));
  return (
    <Page title={t("roundRules.title")} lead={t("roundRules.lead")}>
      <div className="prose">
        <section><h2>{t("roundRules.orderTitle")}</h2><Turns /><ol className="listed">{ORDER.map((one) => <li key={one}>{t(`roundRules.order.${one}`)}</li>)}</ol><p>{t("roundRules.maxScore")}</p></section>
        <section><h2>{t("roundRules.pointsTitle")}</h2><Halves /><Weights /></section>
        <section><h2>{t("roundRules.lotteryTitle")}</h2><p>{t("roundRules.lottery")}</p></section>
        <section><h2>{t("roundRules.mayTitle")}</h2><p>{t("roundRules.may")}</p></section>
        <section><h2>{t("roundRules.neverTitle")}</h2><ul className="listed">{NEVER.map((one) => <li key={one}>{t(`roundRules.never.${one}`)}</li>)}</ul></section>
        <section><h2>{t("roundRules.replayTitle")}</h2><p>{t("roundRules.replay")}</p><pre className="commands"><code>{COMMANDS}</code></pre><Published /></section>
      </div>
    </Page>
  );
}
