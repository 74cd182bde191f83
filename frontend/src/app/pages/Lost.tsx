import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { codeOf } from "../../lib/api";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Trouble } from "../../ui/Trouble";

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

/** Loads the page anew only when the line is back: without it the browser would leave the app. */
async function again(): Promise<void> {
  const back = await fetch("/ticket.svg", { cache: "no-store" }).catch(() => undefined);
  if (back) window.location.reload();
}

export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (codeOf(error) === "offline") return <Trouble error={error} retry={() => void again()} />;
  return <Lost title={t("states.errorTitle")} text={t("states.broken")} />;
}
