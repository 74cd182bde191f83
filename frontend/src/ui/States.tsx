import type { ReactNode } from "react";
import { useTranslation } from "../lib/i18n";
import { codeOf } from "../lib/api";

/** Grey tickets of the same size while the real ones come. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status">
      <span className="hidden">{t("states.loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const code = codeOf(error);
  return (
    <div className="note fault" role="alert">
      <h2>{t(code === "offline" ? "states.offlineTitle" : "states.errorTitle")}</h2>
      <p>{t(`refusals.${code}`, { defaultValue: t("refusals.internal_error") })}</p>
      {retry && (
        <button type="button" className="button" onClick={retry}>
          {t("states.retry")}
        </button>
      )}
    </div>
  );
}

export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="note">
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

/** Words of the address that nobody knows; they are left out. */
export function Strange({ words }: { words: string[] }) {
  const { t } = useTranslation();
  if (words.length === 0) return null;
  return <p className="note" role="status">{t("states.strange", { what: words.map((word) => `‘${word}’`).join(", ") })}</p>;
}
