import { type FormEvent, useState } from "react";
import { itemsOf } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { ChipSet } from "../../ui/ChipSet";
import { Choice } from "../../ui/Field";
import { Slider } from "../../ui/Slider";
import { Failed } from "../../ui/States";
import { Answer } from "./Answer";
import { type Changes, useChildren, useImagine } from "./children";
import { type Round, usePairs } from "./data";

const FARTHEST = 50;
const STEP = 5;
const MOST_PLACES = 10;
type Other = "policy" | "noRules" | "fairnessFirst";

/** Sliders for what would be, and the answers. */
export function WhatIf({ round }: { round: Round }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [km, setKm] = useState(0);
  const [activity, setActivity] = useState("");
  const [places, setPlaces] = useState(1);
  const [others, setOthers] = useState<Other[]>([]);
  const pairs = usePairs(round);
  const titles = new Map(itemsOf(pairs.data).map((pair) => [pair.activity.id, `${pair.activity.title}, ${pair.activity.company.name}`]));
  const asked = useChildren(round, "scenario");
  const imagine = useImagine(round);
  const open: [Other, string][] = [["policy", t(round.policy === "reach" ? "rounds.maxScore" : "rounds.reach")]];
  if (round.sideRules.length > 0) open.push(["noRules", t("rounds.if.noRules")]);
  if (round.state === "published" && round.kind === "round") open.push(["fairnessFirst", t("rounds.if.fair")]);
  const body: Changes = {
    ...(km > 0 && { extraKm: km }),
    ...(activity && { extraCompanies: [{ activityId: activity, places }] }),
    ...(others.includes("policy") && { policy: round.policy === "reach" ? "maxScore" : "reach" }),
    ...(others.includes("noRules") && { sideRules: [] }),
    fairnessFirst: others.includes("fairnessFirst"),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!imagine.isPending) imagine.mutate({ body, header: attempt.header }, { onSuccess: attempt.next });
  };
  const shown = asked.data?.items.filter(({ state }) => state !== "cancelled") ?? [];
  if (!round.allowedActions.includes("scenario") && shown.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="what-if">
      <h2 id="what-if">{t("rounds.if.title")}</h2>
      <p>{t("rounds.if.lead")}</p>
      {round.allowedActions.includes("scenario") && (
        <form className="sure stack" onSubmit={submit} onChange={attempt.next}>
          <Slider label={t("rounds.if.km")} told={km ? t("rounds.if.toldKm", { count: km }) : t("rounds.if.asNow")} min={0} max={FARTHEST} step={STEP} value={km} onChange={(event) => setKm(Number(event.target.value))} />
          {titles.size > 0 && <Choice label={t("rounds.if.company")} help={t("rounds.if.companyHelp")} value={activity} onChange={(event) => setActivity(event.target.value)} of={[["", t("rounds.if.none")], ...titles.entries()]} />}
          {activity && <Slider label={t("rounds.if.places")} told={t("rounds.if.toldPlaces", { count: places })} min={1} max={MOST_PLACES} value={places} onChange={(event) => setPlaces(Number(event.target.value))} />}
          <ChipSet legend={t("rounds.if.others")} of={open} chosen={others} change={setOthers} />
          {imagine.error && <Failed error={imagine.error} />}
          <p><button type="submit" className="button" disabled={imagine.isPending || !(km || activity || others.length)}>{t("rounds.if.ask")}</button></p>
        </form>
      )}
      {asked.error && <Failed error={asked.error} retry={() => void asked.refetch()} />}
      <ul className="stack plain-list" aria-label={t("rounds.if.answers")} aria-live="polite">
        {shown.map((child) => <li key={child.id}><Answer child={child} round={round} titles={titles} /></li>)}
      </ul>
    </section>
  );
}
