import { useTranslation } from "../../lib/i18n";
import { Failed, Loading } from "../../ui/States";
import { useChoose, useDigest } from "./data";

const VERBS = ["subscribe", "unsubscribe"] as const;

/** Whether one gets the weekly letter, and the other choice. */
export function Weekly() {
  const { t } = useTranslation();
  const { data, error, refetch } = useDigest();
  const choose = useChoose();
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={1} />;
  return (
    <div className="stack">
      <p role="status">{t(`digest.state.${data.state === "weekly" && !data.chosen ? "byRole" : data.state}`)}</p>
      {choose.error && <Failed error={choose.error} />}
      <div className="buttons">
        {VERBS.filter((verb) => data.allowedActions.includes(verb)).map((verb) => (
          <button key={verb} type="button" className={verb === "subscribe" ? "button" : "button ghost"} disabled={choose.isPending} onClick={() => choose.mutate(verb)}>{t(`digest.${verb}`)}</button>
        ))}
      </div>
    </div>
  );
}
