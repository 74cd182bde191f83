import { Link } from "@tanstack/react-router";
import type { Match } from "../features/matches/data";
import { useTranslation } from "../lib/i18n";
import { ASKERS, COMPANY, holds } from "../lib/roles";
import type { Account } from "../lib/session";

const own = (now: { region?: string }) => ({ region: now.region });

/** The way to the reasons of an appointment that a round proposed. */
export function OfRound({ match, account }: { match: Match; account: Account }) {
  const { t } = useTranslation();
  if (match.origin !== "round") return null;
  return (
    <p>
      {holds(account, ASKERS) && <Link className="line" to="/mijn/vragen/$id/waarom" params={{ id: match.request.id }} search={own}>{t("why.link")}</Link>}{" "}
      {holds(account, COMPANY) && <Link className="line" to="/mijn/aanbod/$id/waarom" params={{ id: match.activity.id }} search={own}>{t("why.offerLink")}</Link>}
    </p>
  );
}
