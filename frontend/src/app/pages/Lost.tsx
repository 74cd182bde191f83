import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";

function Lost({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  useTitle(title);
  return (
    <Page title={title}>
      <div className="lost">
        <p>{text}</p>
        <Link to="/" className="button">{t("states.home")}</Link>
      </div>
    </Page>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return <Lost title={t("states.notFound")} text={t("states.notFoundText")} />;
}

export function Broken() {
  const { t } = useTranslation();
  return <Lost title={t("states.errorTitle")} text={t("states.broken")} />;
}
