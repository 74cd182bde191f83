import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Ticket } from "../../features/matches/Ticket";
import { useMatches } from "../../features/matches/data";
import { useRequest, useWithdrawRequest } from "../../features/requests/data";
import { Lines } from "../../features/standby/Lines";
import { itemsOf } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { ASKERS } from "../../lib/roles";
import { useTitle } from "../../lib/title";
import { useWords } from "../../lib/words";
import { Details } from "../../ui/Details";
import { Page } from "../../ui/Page";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { Asks } from "../Asks";
import { Fits } from "../Fits";
import { Gate } from "../Gate";
import { useWhy } from "../why";

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
  return <Page title={t("nav.requests")} lead={t("requests.lead")}><Gate roles={ASKERS}>{() => <><Lines taken={taken} /><Asks /></>}</Gate></Page>;
}

function One({ id }: { id: string }) {
  const { t } = useTranslation();
  const { label, all } = useNames();
  const why = useWhy();
  const taken = useTaken();
  const { data: request, error, isPending, refetch } = useRequest(id);
  const withdraw = useWithdrawRequest(id);
  const matches = itemsOf(useMatches({ request: id }).data);
  if (isPending) return <div className="section"><Loading rows={3} /></div>;
  if (error) return <div className="section"><Failed error={error} retry={() => void refetch()} /></div>;
  const looking = request.state === "open" || request.state === "proposed";
  return (
    <>
      <section className="section stack" aria-label={request.title}>
        <h2>{request.title}</h2>
        <Details rows={[[t("requests.stands"), t(`requests.state.${request.state}`)], [t("requests.where"), request.site.name], [t("requests.who"), `${request.year} ${label("levels", request.level)}, ${t("requests.pupils", { count: request.pupils })}`], [t("requests.what"), all("kinds", request.kinds)], [t("requests.subjects"), all("subjects", request.subjects)]]} />
        {request.allowedActions.includes("withdraw") && <Sure ask={t("requests.withdraw")} yes={t("requests.withdraw")} run={withdraw}><p>{t("requests.withdrawText")}</p></Sure>}
      </section>
      <Lines request={id} taken={taken} />
      <p className="section"><Link to="/mijn/vragen/$id/waarom" params={{ id }} search={(now) => ({ region: now.region })}>{t("why.requestLink")}</Link></p>
      {matches.length > 0 && <section className="section" aria-labelledby="tickets"><h2 id="tickets">{t("nav.matches")}</h2><ol className="stack">{matches.map((match) => <li key={match.id}><Ticket match={match} why={why(match)} linked /></li>)}</ol></section>}
      {looking && <section className="section" aria-labelledby="fits"><h2 id="fits">{t("match.title")}</h2><Fits request={request} /></section>}
    </>
  );
}

/** Codes as a row of words. */
function useNames() {
  const { label } = useConcepts();
  const words = useWords();
  return { label, all: (scheme: string, codes: string[]) => words.all(codes.map((code) => label(scheme, code))) };
}

/** One request: how it stands, its proposals, and what fits it. */
export function RequestPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/mijn/vragen/$id" });
  useTitle(t("requests.one"));
  const above = <p><Link to="/mijn/vragen" search={(now) => ({ region: now.region })}>{t("nav.requests")}</Link></p>;
  return <Page title={t("requests.one")} above={above}><Gate roles={ASKERS}>{() => <One id={id} />}</Gate></Page>;
}
