import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "../lib/i18n";
import { REGIONAL, REGIONAL_OR_ADMIN, holds } from "../lib/roles";
import { type Account, useSession } from "../lib/session";
import { useTitle } from "../lib/title";
import { Page } from "../ui/Page";
import { Gate } from "./Gate";

type Props = { title: string; roles: string[]; children: (account: Account) => ReactNode };

/** A page of the region's desk: denser, with its neighbours in reach. */
export function Counter({ title, roles, children }: Props) {
  const { t } = useTranslation();
  const { account } = useSession();
  useTitle(title);
  const above = holds(account, REGIONAL_OR_ADMIN) && (
    <nav className="tabs" aria-label={t("desk.label")}>
      {holds(account, REGIONAL) && <Link to="/regio" activeOptions={{ exact: true }}>{t("nav.today")}</Link>}
      {holds(account, REGIONAL) && <Link to="/mijn/afspraken" search={(now) => ({ region: now.region })}>{t("nav.matches")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/rondes" search={(now) => ({ region: now.region })}>{t("nav.rounds")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/aanmeldingen">{t("nav.queue")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/zorgen">{t("nav.concerns")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/verzoeken">{t("nav.appeals")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/leden">{t("nav.members")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/slapend">{t("nav.sleepers")}</Link>}
      {holds(account, REGIONAL) && <Link to="/regio/omschakelen">{t("nav.crisis")}</Link>}
      <Link to="/regio/sleutels">{t("nav.keys")}</Link>
      <Link to="/regio/logboek">{t("nav.log")}</Link>
    </nav>
  );
  return <Page title={title} above={above} dense><Gate roles={roles}>{children}</Gate></Page>;
}
