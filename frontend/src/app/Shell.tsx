import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { RegionSelect } from "../features/regions/RegionSelect";
import { type Language, setLanguage, useTranslation } from "../lib/i18n";
import { ASKERS, COMPANY, holds } from "../lib/roles";
import { useSession } from "../lib/session";
import { Logo } from "../ui/Icon";
import { Person } from "./Person";
import { useWhoChanges } from "./who";

const own = (now: { region?: string }) => ({ region: now.region });

function Header() {
  const { t, language } = useTranslation();
  const { account } = useSession();
  const offers = holds(account, COMPANY) && !holds(account, ASKERS);
  const other: Language = language === "nl" ? "en" : "nl";
  return (
    <header className="field">
      <div className="wrap header">
        <Link to="/" search={own} className="logo">
          <Logo />
          {t("brand")}
        </Link>
        <RegionSelect />
        <button type="button" className="plain" lang={other} onClick={() => void setLanguage(other)}>
          <span className="roomy">{t("nav.other")}</span>
          <span className="tight" aria-label={t("nav.other")}>{other.toUpperCase()}</span>
        </button>
        <Person />
        <nav className="nav" aria-label={t("nav.label")}>
          <Link to="/" search={own} activeOptions={{ exact: true, includeSearch: false }}>{t("nav.offers")}</Link>
          <Link to="/scholen" search={own}>{t("nav.schools")}</Link>
          <Link to="/bedrijven" search={own}>{t("nav.companies")}</Link>
          <Link to={offers ? "/mijn/aanbod" : "/vraag"} search={own} className="button pop">
            <span className="roomy">{t(offers ? "nav.offer" : "nav.ask")}</span>
            <span className="tight">{t(offers ? "nav.offerShort" : "nav.askShort")}</span>
          </Link>
        </nav>
      </div>
    </header>
  );
}

/** Header, page and footer; on another page the focus goes to its content. */
export function Shell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  useWhoChanges();
  useEffect(() => {
    if (before.current !== pathname) main.current?.focus({ preventScroll: true });
    before.current = pathname;
  }, [pathname]);
  return (
    <>
      <a className="skip" href="#main">{t("skip")}</a>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <div className="wrap">
          <p>{t("footer.what")}</p>
          <nav aria-label={t("footer.label")}>
            <Link to="/meedoen" search={own}>{t("footer.join")}</Link>
            <Link to="/onvervulde-vragen" search={own}>{t("footer.demand")}</Link>
            <Link to="/regels" search={own}>{t("footer.rounds")}</Link>
            <Link to="/rollen" search={own}>{t("footer.roles")}</Link>
            <Link to="/privacy" search={own}>{t("footer.privacy")}</Link>
            <Link to="/gegevens" search={own}>{t("footer.open")}</Link>
          </nav>
          <p>{t("footer.sources")}</p>
        </div>
      </footer>
    </>
  );
}
