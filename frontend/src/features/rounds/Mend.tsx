import { Link } from "@tanstack/react-router";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed } from "../../ui/States";
import { useAmend, useChildren, useFallen, useMending } from "./children";
import type { Round } from "./data";

const OVER = ["published", "closed", "cancelled", "failed"];

/** Of a round that was sent: what fell away since, and the amendment that mends it. */
export function Mend({ round }: { round: Round }) {
  const { t } = useTranslation();
  const words = useWords();
  const attempt = useAttempt();
  const fallen = useFallen(round);
  const made = useChildren(round, "amendment");
  const amend = useAmend(round);
  const mending = useMending(round);
  const items = fallen.data?.items ?? [];
  const amendments = made.data?.items.filter(({ state }) => state !== "cancelled") ?? [];
  const isOpen = amendments.some(({ state }) => !OVER.includes(state));
  return (
    <section className="stack" aria-labelledby="mend">
      <h2 id="mend">{t("rounds.mend.title")}</h2>
      {fallen.error && <Failed error={fallen.error} retry={() => void fallen.refetch()} />}
      {fallen.data && <p>{items.length ? t("rounds.mend.lead", { count: items.length }) : t("rounds.mend.nothing")}</p>}
      {round.allowedActions.includes("change") && (
        <label className="consent">
          <input type="checkbox" checked={round.autoRepair} disabled={mending.isPending} onChange={(event) => mending.mutate(event.target.checked)} />
          <span>{t("rounds.mend.auto")}</span>
        </label>
      )}
      {mending.error && <Failed error={mending.error} />}
      <ul className="stack plain-list">
        {items.map(({ match, request, activity, state, isWithdrawn, looksOn, fellAt }) => (
          <li key={match}>
            <strong>{request.title}</strong> <span className="soft">{request.site.name} · {activity.title}, {activity.company.name}</span>
            <p>{isWithdrawn ? t("rounds.mend.withdrawn") : t(`rounds.mend.state.${state}`, { defaultValue: t("rounds.mend.ended") })} <span className="soft">{words.day(fellAt)}</span> {!looksOn && <span className="badge">{t("rounds.mend.settled")}</span>}</p>
          </li>
        ))}
      </ul>
      {amend.error && <Failed error={amend.error} />}
      {items.length > 0 && !isOpen && round.allowedActions.includes("amend") && <p><button type="button" className="button" disabled={amend.isPending} onClick={() => amend.mutate(attempt.header, { onSuccess: attempt.next })}>{t("rounds.mend.make")}</button></p>}
      {made.error && <Failed error={made.error} retry={() => void made.refetch()} />}
      <ul className="stack plain-list">
        {amendments.map((child) => (
          <li key={child.id} className="stub-row">
            <Link to="/regio/rondes/$id" params={{ id: child.id }} search={(now) => ({ region: now.region })}>{t("rounds.mend.of", { day: words.day(child.createdAt) })}</Link>
            <span className="soft"> · {t(`rounds.state.${child.state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
