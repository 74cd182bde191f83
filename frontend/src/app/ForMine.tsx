import { useState } from "react";
import { Propose } from "../features/matches/Propose";
import { useOwn } from "../features/requests/own";
import { Join } from "../features/standby/Join";
import { type Activity, itemsOf } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { coming } from "../lib/weeks";
import { Choice } from "../ui/Field";

/** For who has asked something already: this activity for one of those requests. */
export function ForMine({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const open = [...itemsOf(useOwn("open").data), ...itemsOf(useOwn("proposed").data)];
  const [id, setId] = useState<string>();
  const request = open.find((one) => one.id === id) ?? open[0];
  if (!request) return null;
  const weeks = coming(activity.weeks.filter((week) => request.weeksOk.includes(week)));
  const full = weeks.length > 0 && weeks.every((week) => activity.fullWeeks.includes(week));
  return (
    <div className="stack">
      <Choice label={t("matches.forMine")} value={request.id} onChange={(event) => setId(event.target.value)} of={open.map((one) => [one.id, one.title])} />
      {full ? <Join key={request.id} request={request} activity={activity} /> : <Propose key={request.id} request={request} activity={activity} />}
    </div>
  );
}
