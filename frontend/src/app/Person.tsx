import { Link, useLocation } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import { useTranslation } from "../lib/i18n";
import { useSession } from "../lib/session";
import { loadMenu } from "./chunks";

const Menu = lazy(loadMenu);
/** Pages that nobody needs to come back to: one's own work is the better place. */
const NO_PLACE = /^\/(inloggen|uitnodiging|aanmelding|(\?region=[\w-]+)?$)/;

/** Who is signed in, or the way to sign in and back here. */
export function Person() {
  const { t } = useTranslation();
  const { account } = useSession();
  const here = useLocation({ select: ({ href }) => href });
  if (account) return <Suspense fallback={<span className="plain person">{account.name}</span>}><Menu account={account} /></Suspense>;
  const returnTo = NO_PLACE.test(here) ? undefined : here;
  return <Link to="/inloggen" search={(now) => ({ region: now.region, returnTo })} className="plain person">{t("nav.signIn")}</Link>;
}
