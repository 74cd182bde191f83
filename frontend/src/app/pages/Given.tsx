import { Link } from "@tanstack/react-router";
import { Year } from "../../features/contributions/Year";
import { useContributions } from "../../features/contributions/data";
import { Results } from "../../features/polls/Results";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Empty, Failed, Loading } from "../../ui/States";
import { Gate } from "../Gate";

const own = (now: { region?: string }) => ({ region: now.region });

function Years() {
  const { t } = useTranslation();
  const { data, error, refetch } = useContributions();
  if (error) return <div className="section"><Failed error={error} retry={() => void refetch()} /></div>;
  if (!data) return <div className="section"><Loading rows={2} /></div>;
  if (data.items.length > 0) return data.items.map((given) => <div key={given.schoolYear} className="section"><Year given={given}>{given.classResults && <><h3>{t("given.ofClass")}</h3><Results polls={[{ stage: "after", results: given.classResults }]} /></>}</Year></div>);
  return (
    <div className="section">
      <Empty title={t("given.none")} text={t("given.noneText")}>
        <p><Link to="/mijn/afspraken" search={own} className="button">{t("nav.matches")}</Link></p>
      </Empty>
    </div>
  );
}

/** What a guest teacher gave to classes, by school year. */
export function GivenPage() {
  const { t } = useTranslation();
  useTitle(t("nav.given"));
  return <Page title={t("nav.given")} lead={t("given.lead")}><Gate>{() => <Years />}</Gate></Page>;
}
