import { useState } from "react";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Pass } from "../../ui/Pass";
import type { Address } from "./data";

/** The one time that the address is seen. */
export function AddressShown({ made, close }: { made: Address; close: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean>();
  const url = made.url ?? "";
  const copy = () => void navigator.clipboard.writeText(url).then(() => setCopied(true), () => setCopied(false));
  return (
    <Pass icon="key" stub={t("agenda.stub")}>
      <h3 ref={focusOnce} tabIndex={-1}>{t(url ? "agenda.once" : "agenda.gone")}</h3>
      <p>{t(url ? "agenda.onceText" : "agenda.goneText")}</p>
      {url && <p><code className="secret" translate="no">{url}</code></p>}
      <div className="buttons">
        {url && <button type="button" className="button" onClick={copy}>{t("agenda.copy")}</button>}
        <button type="button" className="button ghost" onClick={close}>{t("agenda.kept")}</button>
        <span role="status">{copied !== undefined && t(copied ? "keys.copied" : "keys.notCopied")}</span>
      </div>
    </Pass>
  );
}
