import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { codeOf, isAbsent } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { useTitle } from "../lib/title";
import { Page } from "./Page";

/** A whole page that could not be shown: what is the matter is said once, in its heading. */
export function Trouble({ error, above, retry }: { error: unknown; above?: ReactNode; retry?: () => void }) {
  const { t } = useTranslation();
  const code = codeOf(error);
  const absent = isAbsent(error);
  const title = t(absent ? "states.absent" : code === "offline" ? "states.offlineTitle" : "states.errorTitle");
  const text = code === "invalid_input" ? t("states.notFoundText") : t(`refusals.${code}`, { defaultValue: t("refusals.internal_error") });
  useTitle(title);
  return (
    <Page title={title} above={above}>
      <div className="lost" role="alert">
        <p>{text}</p>
        {retry && !absent && <button type="button" className="button" onClick={retry}>{t("states.retry")}</button>}
        {absent && <Link to="/" className="button">{t("states.home")}</Link>}
      </div>
    </Page>
  );
}
