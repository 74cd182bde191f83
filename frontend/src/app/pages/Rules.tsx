import { Link } from "@tanstack/react-router";
import { Matrix } from "../../features/accounts/Matrix";
import { Register } from "../../features/privacy/Register";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";

const PARTS = ["pupils", "what", "why", "who", "howLong", "cookies", "rights"];

export function RolesPage() {
  const { t } = useTranslation();
  useTitle(t("matrix.title"));
  return <Page title={t("matrix.title")} lead={t("matrix.lead")}><div className="section"><Matrix /></div></Page>;
}

export function PrivacyPage() {
  const { t } = useTranslation();
  useTitle(t("privacy.title"));
  return (
    <Page title={t("privacy.title")} lead={t("privacy.lead")}>
      <div className="prose">
        {PARTS.map((part) => (
          <section key={part}>
            <h2>{t(`privacy.${part}.title`)}</h2>
            <p>{t(`privacy.${part}.body`)}</p>
            {part === "rights" && <p><Link to="/mijn/account">{t("nav.account")}</Link></p>}
            {part === "who" && <p><Link to="/rollen">{t("footer.roles")}</Link></p>}
          </section>
        ))}
      </div>
      <section className="section" aria-labelledby="register">
        <h2 id="register">{t("privacy.register.title")}</h2>
        <p className="soft">{t("privacy.register.lead")}</p>
        <Register />
      </section>
    </Page>
  );
}
