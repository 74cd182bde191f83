import { Link } from "@tanstack/react-router";
import { useTranslation } from "../lib/i18n";
import { type Organisation, usePaused } from "../lib/organisations";

/** That one's organisation pauses, what that means here, and where it ends. */
export function Paused({ kind }: { kind: Organisation["kind"] }) {
  const { t } = useTranslation();
  return usePaused(kind).map(({ id, name }) => (
    <p key={id} className="note">
      <strong>{t("org.paused.title", { name })}</strong> {t(`org.paused.${kind}`)}{" "}
      <Link to="/mijn/organisatie/$id" params={{ id }} search={(now) => ({ region: now.region })}>{t("org.paused.end")}</Link>
    </p>
  ));
}
