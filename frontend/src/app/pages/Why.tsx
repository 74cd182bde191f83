import { Link, useParams } from "@tanstack/react-router";
import { ActivityWhy } from "../../features/rounds/ActivityWhy";
import { useTranslation } from "../../lib/i18n";
import { ASKERS, COMPANY, REGIONAL } from "../../lib/roles";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Gate } from "../Gate";
import { RequestWhy } from "../RequestWhy";

const own = (now: { region?: string }) => ({ region: now.region });

/** Why one's request got what it got. */
export function RequestWhyPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/vragen/$id/waarom" });
  useTitle(t("why.title"));
  const above = <p><Link to="/mijn/vragen/$id" params={{ id }} search={own}>{t("requests.one")}</Link></p>;
  return <Page title={t("why.title")} lead={t("why.lead")} above={above}><Gate roles={[...ASKERS, ...REGIONAL]}>{() => <div className="section"><RequestWhy id={id} /></div>}</Gate></Page>;
}

/** What rounds brought one's activity. */
export function ActivityWhyPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/aanbod/$id/waarom" });
  useTitle(t("why.offerTitle"));
  const above = <p><Link to="/mijn/aanbod" search={own}>{t("nav.ownOffers")}</Link></p>;
  return <Page title={t("why.offerTitle")} lead={t("why.offerLead")} above={above}><Gate roles={[...COMPANY, ...REGIONAL]}>{() => <div className="section"><ActivityWhy id={id} /></div>}</Gate></Page>;
}
