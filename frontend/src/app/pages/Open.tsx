import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Scroller } from "../../ui/Scroller";

const own = (now: { region?: string }) => ({ region: now.region });
const PARTS = ["activities", "schools", "companies?takesPart=true", "demand/unmet", "regions", "region-shapes", "vocabularies", "match-rounds"];
const IN_A_FILE = ["request", "site", "outcome"];
const TRIES = ["activities?q=windmolen&near=5611AB&pageSize=3", "schools?q=lyceum&near=5611AB&withinKm=10", "demand/unmet?groupBy=theme"];

/** What anybody may read without a key, how, and on what terms. */
export function OpenPage() {
  const { t } = useTranslation();
  useTitle(t("open.title"));
  return (
    <Page title={t("open.title")} lead={t("open.lead")}>
      <div className="prose">
        <section>
          <h2>{t("open.what")}</h2>
          <ul className="ticks">{PARTS.map((part) => <li key={part}><a href={`/v1/${part}`}>{t(`open.part.${part}`)}</a></li>)}</ul>
        </section>
        <section>
          <h2>{t("open.closed")}</h2>
          <p>{t("open.closedText")}</p>
          <p>{t("open.pupils")}</p>
          <p><Link to="/privacy" search={own}>{t("footer.privacy")}</Link></p>
        </section>
        <section>
          <h2>{t("open.sent")}</h2>
          <p>{t("open.sentText")}</p>
          <ul className="ticks">{IN_A_FILE.map((of) => <li key={of}>{t(`open.file.${of}`)}</li>)}</ul>
        </section>
        <section>
          <h2>{t("open.build")}</h2>
          <p>{t("open.buildText")}</p>
          <p><a href="/v1/openapi.json">{t("open.contract")}</a></p>
        </section>
        <section>
          <h2>{t("open.feeds")}</h2>
          <p>{t("open.feedsText")}</p>
          <p><Link to="/regels" search={own}>{t("footer.rounds")}</Link></p>
        </section>
        <section>
          <h2>{t("open.licence")}</h2>
          <p>{t("open.licenceText")}</p>
        </section>
      </div>
      <section className="section stack">
        <h2>{t("open.try")}</h2>
        <p>{t("open.tryText")}</p>
        <Scroller label={t("open.try")}><pre><code>{TRIES.map((path) => `curl "${location.origin}/v1/${path}"`).join("\n")}</code></pre></Scroller>
      </section>
    </Page>
  );
}
