import { Link, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useSignOut } from "../features/accounts/data";
import { useTranslation } from "../lib/i18n";
import { ASKERS, COMPANY, PARTIES, REGIONAL, REGIONAL_OR_ADMIN, holds, organisationsOf } from "../lib/roles";
import type { Account } from "../lib/session";

/** The way to one's own things, as one's roles allow. */
export function Menu({ account }: { account: Account }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const menu = useRef<HTMLDivElement>(null);
  const leave = useSignOut(() => void navigate({ to: "/" }));
  const close = () => menu.current?.hidePopover();
  const desk = holds(account, REGIONAL);
  const guarded = holds(account, REGIONAL_OR_ADMIN);
  return (
    <>
      <button type="button" className="plain person" popoverTarget="person" title={account.name ?? undefined}>
        <span>{account.name ?? account.email}</span>
      </button>
      <div ref={menu} id="person" popover="auto" className="menu">
        <nav aria-label={t("nav.mine")}>
          {desk && <Link to="/regio" onClick={close} activeOptions={{ exact: true }}>{t("nav.today")}</Link>}
          {holds(account, PARTIES) && <Link to="/mijn/afspraken" onClick={close}>{t("nav.matches")}</Link>}
          {holds(account, ASKERS) && <Link to="/mijn/vragen" onClick={close}>{t("nav.requests")}</Link>}
          {holds(account, PARTIES) && <Link to="/mijn/partners" onClick={close}>{t("nav.partners")}</Link>}
          <Link to="/mijn/account" onClick={close}>{t("nav.account")}</Link>
          {organisationsOf(account).length > 0 && <Link to="/mijn/organisatie" onClick={close}>{t("nav.organisation")}</Link>}
          {holds(account, COMPANY) && <Link to="/mijn/aanbod" onClick={close}>{t("nav.ownOffers")}</Link>}
          {holds(account, COMPANY) && <Link to="/mijn/kansen" onClick={close}>{t("nav.chances")}</Link>}
          {holds(account, ["company_coordinator"]) && <Link to="/mijn/mensen" onClick={close}>{t("nav.people")}</Link>}
          {holds(account, COMPANY) && <Link to="/mijn/profiel" onClick={close}>{t("nav.profile")}</Link>}
          {holds(account, COMPANY) && <Link to="/mijn/inzet" onClick={close}>{t("nav.given")}</Link>}
          {desk && <Link to="/regio/rondes" onClick={close}>{t("nav.rounds")}</Link>}
          {desk && <Link to="/regio/aanmeldingen" onClick={close}>{t("nav.queue")}</Link>}
          {desk && <Link to="/regio/zorgen" onClick={close}>{t("nav.concerns")}</Link>}
          {desk && <Link to="/regio/verzoeken" onClick={close}>{t("nav.appeals")}</Link>}
          {desk && <Link to="/regio/leden" onClick={close}>{t("nav.members")}</Link>}
          {desk && <Link to="/regio/slapend" onClick={close}>{t("nav.sleepers")}</Link>}
          {desk && <Link to="/regio/omschakelen" onClick={close}>{t("nav.crisis")}</Link>}
          {guarded && <Link to="/regio/sleutels" onClick={close}>{t("nav.keys")}</Link>}
          {guarded && <Link to="/regio/logboek" onClick={close}>{t("nav.log")}</Link>}
          <button type="button" disabled={leave.isPending} onClick={() => { close(); leave.mutate(); }}>{t("nav.signOut")}</button>
        </nav>
      </div>
    </>
  );
}
