import { useState } from "react";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Pass } from "../../ui/Pass";
import type { WithKey } from "./data";

/** The one time that a key is seen. */
export function KeyShown({ made, close }: { made: WithKey; close: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const key = made.key ?? "";
  const copy = () => void navigator.clipboard.writeText(key).then(() => setCopied(true), () => setCopied(false));
  return (
    <Pass icon="key" stub={made.name}>
      <h2 ref={focusOnce} tabIndex={-1}>{t(key ? "keys.once" : "keys.gone")}</h2>
      <p>{t(key ? "keys.onceText" : "keys.goneText")}</p>
      {key && <p><code className="secret" translate="no">{key}</code></p>}
      <div className="buttons">
        {key && <button type="button" className="button" onClick={copy}>{t("keys.copy")}</button>}
        <button type="button" className="button ghost" onClick={close}>{t("keys.kept")}</button>
        <span role="status">{copied !== undefined && t(copied ? "keys.copied" : "keys.notCopied")}</span>
      </div>
    </Pass>
  );
}
