import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "../lib/i18n";
import { holds } from "../lib/roles";
import { type Account, askSession, useSession } from "../lib/session";
import { Pass } from "../ui/Pass";
import { Empty, Failed, Loading } from "../ui/States";

type Props = { roles?: string[]; children: (account: Account) => ReactNode };

/** Lets through who is signed in and has one of the roles; others read why not, and the way in. */
export function Gate({ roles, children }: Props) {
  const { t } = useTranslation();
  const { account, error, over } = useSession();
  const here = useLocation({ select: ({ href }) => href });
  if (account === undefined) return <div className="section">{error ? <Failed error={error} retry={() => void askSession()} /> : <Loading />}</div>;
  if (account === null) {
    return (
      <Pass icon="person" stub={t("gate.stub")} doubt={over}>
        <h2>{t(over ? "gate.over" : "gate.first")}</h2>
        <p>{t(over ? "gate.overText" : "gate.firstText")}</p>
        <p><Link to="/inloggen" search={(now) => ({ region: now.region, returnTo: here })} className="button">{t("nav.signIn")}</Link></p>
      </Pass>
    );
  }
  if (roles && !holds(account, roles)) {
    return (
      <div className="section">
        <Empty title={t("gate.not")} text={t("gate.notText", { roles: roles.map((role) => t(`roles.${role}`)).join(", ") })}>
          <p><Link to="/rollen">{t("footer.roles")}</Link></p>
        </Empty>
      </div>
    );
  }
  return children(account);
}
