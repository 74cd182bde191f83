import { useTranslation } from "../../lib/i18n";
import { Pass } from "../../ui/Pass";
import { Failed } from "../../ui/States";
import { useStop } from "./data";

/** One button that ends the weekly letter; opening the page ends nothing. */
export function Stop({ token }: { token: string }) {
  const { t } = useTranslation();
  const stop = useStop(token);
  if (stop.isSuccess) {
    return (
      <Pass stub={t("digest.title")}>
        <div role="status">
          <h2>{t("digest.stop.done")}</h2>
          <p>{t("digest.stop.doneText")}</p>
        </div>
      </Pass>
    );
  }
  return (
    <Pass stub={t("digest.title")}>
      <h2>{t("digest.stop.ask")}</h2>
      <p>{t("digest.stop.text")}</p>
      {stop.error && <Failed error={stop.error} />}
      <div className="buttons"><button type="button" className="button" disabled={stop.isPending} onClick={() => stop.mutate()}>{t("digest.stop.yes")}</button></div>
    </Pass>
  );
}
