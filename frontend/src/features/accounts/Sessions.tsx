import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { useEndSession, useSessions } from "./data";

/** Where one is signed in, and the ways to end that. */
export function Sessions() {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useSessions();
  const end = useEndSession();
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  return (
    <div className="stack">
      <ul className="lines">
        {data.items.map((session) => (
          <li key={session.id}>
            <span>
              <strong>{session.device === "-" ? t("me.device") : session.device}</strong> {session.current && <span className="badge">{t("me.here")}</span>}
              <span className="soft line">{t("me.seen", { at: words.moment(session.seenAt) })} · {t("me.since", { at: words.date(session.createdAt) })}</span>
            </span>
            {!session.current && (
              <button type="button" className="link" disabled={end.isPending} aria-label={`${t("me.end")}: ${session.device}`} onClick={() => end.mutate(session.id)}>
                {t("me.end")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {end.error && <Failed error={end.error} />}
      {data.items.length > 1 && (
        <p><button type="button" className="button ghost" disabled={end.isPending} onClick={() => end.mutate("others")}>{t("me.endOthers")}</button></p>
      )}
    </div>
  );
}
