import { useTranslation } from "../../lib/i18n";
import { COMPANY, REGIONAL } from "../../lib/roles";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Concerns } from "../../features/concerns/Concerns";
import { Appeals } from "../../features/reliability/Appeals";
import { Counter } from "../Counter";
import { Gate } from "../Gate";
import { Offers } from "../Offers";

/** What one's company offers, and who sees it. */
export function OffersPage() {
  const { t } = useTranslation();
  useTitle(t("nav.ownOffers"));
  return <Page title={t("nav.ownOffers")} lead={t("offers.lead")}><Gate roles={COMPANY}>{(account) => <Offers account={account} />}</Gate></Page>;
}

/** What somebody reported in the region. */
export function ConcernsPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.concerns")} roles={REGIONAL}>{() => <Concerns />}</Counter>;
}

/** What sides in the region ask not to be counted against them. */
export function AppealsPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.appeals")} roles={REGIONAL}>{() => <Appeals />}</Counter>;
}
