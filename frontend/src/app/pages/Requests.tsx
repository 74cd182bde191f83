import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRequest } from "../../features/requests/data";
import { Lines } from "../../features/standby/Lines";
import { useTranslation } from "../../lib/i18n";
import { ASKERS } from "../../lib/roles";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Failed, Loading } from "../../ui/States";
import { Asks } from "../Asks";
import { Gate } from "../Gate";
import { OneRequest } from "../OneRequest";
import { Paused } from "../Paused";

/** To the appointment that a place became. */
function useTaken() {
  const navigate = useNavigate();
  return (id: string) => void navigate({ to: "/mijn/afspraken/$id", params: { id }, search: (now) => ({ region: now.region }) });
}

/** The requests of one's school, or of one's region, and how they stand. */
export function RequestsPage() {
  const { t } = useTranslation();
  useTitle(t("nav.requests"));
  const taken = useTaken();
  return <Page title={t("nav.requests")} lead={t("requests.lead")}><Gate roles={ASKERS}>{() => <><div className="section"><Paused kind="school" /></div><Lines taken={taken} /><Asks /></>}</Gate></Page>;
}

/** One request: how it stands, its proposals, and what fits it. */
export function RequestPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/vragen/$id" });
  const taken = useTaken();
  const { data: request, error, refetch } = useRequest(id);
  const title = request?.title ?? t("requests.one");
  useTitle(title);
  const above = <p><Link to="/mijn/vragen" search={(now) => ({ region: now.region })}>{t("nav.requests")}</Link></p>;
  const body = () => (error ? <div className="section"><Failed error={error} retry={() => void refetch()} /></div> : request ? <OneRequest request={request} taken={taken} /> : <div className="section"><Loading rows={3} /></div>);
  return <Page title={title} above={above}><Gate roles={ASKERS}>{body}</Gate></Page>;
}
