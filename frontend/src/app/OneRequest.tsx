import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Ticket } from "../features/matches/Ticket";
import { useMatches } from "../features/matches/data";
import { Facts } from "../features/requests/Facts";
import { Deeds, Next, Stands } from "../features/requests/OwnTicket";
import { type Own, isLooking } from "../features/requests/own";
import { Lines } from "../features/standby/Lines";
import { itemsOf } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { ChangeRequest } from "./ChangeRequest";
import { Fits } from "./Fits";
import { Paused } from "./Paused";
import { useWhy } from "./why";

type Props = { request: Own; taken: (match: string) => void };

/** What was asked, how it stands, and what one may do about it; or the form to change it. */
function Asked({ request }: { request: Own }) {
  const { t } = useTranslation();
  const [edits, setEdits] = useState(false);
  const [told, setTold] = useState("");
  if (edits) return <ChangeRequest request={request} done={() => { setEdits(false); setTold(t("asks.saved")); }} stop={() => setEdits(false)} />;
  return (
    <section className="section stack" aria-labelledby="asked">
      <h2 id="asked" className="hidden">{t("requests.one")}</h2>
      <div><Stands request={request} /> <Next request={request} /></div>
      <p role="status">{told}</p>
      <Facts request={request} />
      <div className="buttons">
        {request.allowedActions.includes("edit") && <button type="button" className="button ghost" onClick={() => { setTold(""); setEdits(true); }}>{t("asks.edit")}</button>}
        <Deeds request={request} done={(verb) => setTold(t(`asks.done.${verb}`))} />
      </div>
    </section>
  );
}

/** One request in full: what was asked, its proposals, and what fits it. */
export function OneRequest({ request, taken }: Props) {
  const { t } = useTranslation();
  const why = useWhy();
  const { id } = request;
  const matches = itemsOf(useMatches({ request: id }).data);
  return (
    <>
      <div className="section"><Paused kind="school" /></div>
      <Asked request={request} />
      <Lines request={id} taken={taken} />
      <p className="section"><Link to="/mijn/vragen/$id/waarom" params={{ id }} search={(now) => ({ region: now.region })}>{t("why.requestLink")}</Link></p>
      {matches.length > 0 && <section className="section" aria-labelledby="tickets"><h2 id="tickets">{t("nav.matches")}</h2><ol className="stack">{matches.map((match) => <li key={match.id}><Ticket match={match} why={why(match)} linked /></li>)}</ol></section>}
      {isLooking(request) && <section className="section" aria-labelledby="fits"><h2 id="fits">{t("match.title")}</h2><Fits request={request} /></section>}
    </>
  );
}
