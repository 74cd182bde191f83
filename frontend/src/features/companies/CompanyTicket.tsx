import { Link } from "@tanstack/react-router";
import type { CompanySite } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { Icon } from "../../ui/Icon";

/** Pictograms of sectors that have none of their own name. */
const DRAWN_AS: Record<string, string> = {
  ict: "digital", telecom: "digital", agro: "food", logistics: "mobility", vehicles: "mobility", engineering: "construction",
  research: "ai", metal: "circular", manufacturing: "circular", plastics: "chemistry", pharma: "chemistry", "oil-gas": "energy",
};

/** A company as a ticket: who it is, in what, and where. */
export function CompanyTicket({ site }: { site: CompanySite }) {
  const { labels } = useConcepts();
  return (
    <article className="ticket slim">
      <div className="stub"><Icon names={site.sectors.map((sector) => DRAWN_AS[sector] ?? sector)} /></div>
      <div className="ticket-main">
        <h3><Link to="/bedrijven/$id" params={{ id: site.id }} search={(now) => ({ region: now.region })}>{site.name}</Link></h3>
        <p className="meta"><strong>{labels("sectors", site.sectors)}</strong>{site.address.place && <span>{site.address.place}</span>}</p>
      </div>
    </article>
  );
}
