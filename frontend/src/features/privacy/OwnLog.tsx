import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { useOwnEntries } from "./data";
import { Entries } from "./Entries";

/** What was done with one's own account. */
export function OwnLog() {
  const { t } = useTranslation();
  const found = useOwnEntries();
  const entries = itemsOf(found.data);
  if (found.isPending) return <Loading rows={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (entries.length === 0) return <p className="soft">{t("log.none")}</p>;
  return (
    <>
      <Entries entries={entries} />
      <More of={found} />
    </>
  );
}
