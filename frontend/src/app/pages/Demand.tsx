import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Table } from "../../features/demand/Table";
import { GROUPS, useWaiting } from "../../features/demand/data";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Strange } from "../../ui/States";
import { useWhere } from "../Unmet";
import { useKnown } from "../known";

/** What is asked and not answered, in numbers: for companies that wonder where they are needed. */
export function DemandPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { known, strange, ready } = useKnown(useSearch({ from: "/onvervulde-vragen" }));
  const { region, by = "subject" } = known;
  const count = useWaiting(region, ready);
  const where = useWhere(region);
  useTitle(t("demand.title"));
  return (
    <Page title={t("demand.title")} lead={t("demand.lead")}>
      <div className="notes"><Strange words={strange} /></div>
      <section className="section" aria-labelledby="waiting">
        <h2 id="waiting" aria-live="polite">{count === undefined ? t("states.loading") : t("demand.waiting", { count, where })}</h2>
        <div className="chips" role="group" aria-label={t("demand.group")}>
          {GROUPS.map((group) => (
            <button key={group} type="button" className="chip" aria-pressed={group === by}
              onClick={() => void navigate({ to: "/onvervulde-vragen", search: { region, by: group === "subject" ? undefined : group }, replace: true, resetScroll: false })}>
              {t(`demand.by.${group}`)}
            </button>
          ))}
        </div>
        {by === "subject" && <p className="soft">{t("demand.several")}</p>}
        <Table key={by} by={by} region={region} ready={ready} />
      </section>
      <section className="section" aria-labelledby="help">
        <h2 id="help">{t("demand.help")}</h2>
        <p>{t("demand.helpText")}</p>
        <p className="buttons">
          <Link to="/mijn/aanbod" search={{ region }} className="button">{t("demand.offer")}</Link>
          <Link to="/meedoen" search={{ region, als: "bedrijf" }} className="button ghost">{t("demand.join")}</Link>
        </p>
      </section>
    </Page>
  );
}
