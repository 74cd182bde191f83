import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSignIn } from "../../features/accounts/data";
import { SignIn } from "../../features/accounts/SignIn";
import { takeBack } from "../../lib/back";
import { useFragment } from "../../lib/fragment";
import { useTranslation } from "../../lib/i18n";
import { homeOf } from "../../lib/roles";
import { useSession } from "../../lib/session";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Pass } from "../../ui/Pass";
import { Failed } from "../../ui/States";

export function SignInPage() {
  const { t } = useTranslation();
  const { history } = useRouter();
  const { reden, returnTo } = useSearch({ from: "/inloggen" });
  const { account } = useSession();
  useTitle(t("signIn.title"));
  useEffect(() => {
    if (account) history.replace(returnTo ?? takeBack() ?? homeOf(account));
  }, [account, history, returnTo]);
  return (
    <Page title={t("signIn.title")} lead={t("signIn.lead")}>
      <Pass icon="mail" stub={t("signIn.stub")}>
        {reden && <p className="note fault" role="alert">{t(`signIn.why.${reden}`)}</p>}
        <SignIn back={returnTo} done={() => undefined} />
        <p className="soft">{t("signIn.none")} <Link to="/meedoen">{t("signIn.join")}</Link></p>
      </Pass>
    </Page>
  );
}

/** What the mailed link opens. Only the button uses it up: mail scanners open links too. */
export function SignInLinkPage() {
  const { t } = useTranslation();
  const { history } = useRouter();
  const token = useFragment();
  const signIn = useSignIn((account) => history.replace(takeBack() ?? homeOf(account)));
  useTitle(t("signIn.title"));
  return (
    <Page title={t("signIn.title")}>
      <Pass icon="mail" stub={t("signIn.linkStub")}>
        <h2>{t(token ? "signIn.ready" : "signIn.used")}</h2>
        <p>{t(token ? "signIn.readyText" : "signIn.usedText")}</p>
        {signIn.error && <Failed error={signIn.error} />}
        <div className="buttons">
          {token && <button type="button" className="button" disabled={signIn.isPending || signIn.isSuccess} onClick={() => signIn.mutate({ token })}>{t("nav.signIn")}</button>}
          {(!token || signIn.error) && <Link to="/inloggen" className={token ? "link" : "button"}>{t("signIn.newLink")}</Link>}
        </div>
      </Pass>
    </Page>
  );
}
