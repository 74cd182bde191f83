import { useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { Failed } from "../../ui/States";
import { useJoin, useStandbys } from "./data";

/** For an activity that is full in every week that a request asks: to be told when a place comes free. */
export function Join({ request, activity }: { request: { id: string; title: string }; activity: { id: string; title: string } }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [joined, setJoined] = useState(false);
  const found = useStandbys(request.id);
  const join = useJoin(() => setJoined(true));
  const waits = found.data?.pages.some(({ items }) => items.some((one) => one.activity.id === activity.id && /^(waitlisted|offered)$/.test(one.state)));
  if (joined || waits) return <p role="status">{t("standby.joined")}</p>;
  return (
    <div className="stack">
      <p>{t("standby.full")}</p>
      {join.error && <Failed error={join.error} />}
      <p><button type="button" className="button" disabled={join.isPending} aria-label={`${t("standby.join")}: ${activity.title}`} onClick={() => join.mutate({ requestId: request.id, activityId: activity.id, weeks: [], header: attempt.header })}>{t("standby.join")}</button></p>
    </div>
  );
}
