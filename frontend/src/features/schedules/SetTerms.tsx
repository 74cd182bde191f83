import { type FormEvent, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { ChipSet } from "../../ui/ChipSet";
import { Choice, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Schedule, type Terms, useSet } from "./data";

type Rule = NonNullable<Terms["sideRules"]>[number];
type Props = { region: string; known: { data: Schedule; tag: string } | null; done: () => void };
const DAYS = [1, 2, 3, 4, 5, 6, 7];
const today = () => new Date().toISOString().slice(0, 10);

/** Sets when rounds begin by themselves, and by which rules. */
export function SetTerms({ region, known, done }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const attempt = useAttempt();
  const set = useSet(region, known, attempt.header, done);
  const faults = useFaults(set.error);
  const first: Terms = known?.data ?? { name: "", everyWeeks: 4, weekday: 1, startsOn: today(), endsOn: null, policy: "reach", sideRules: [], ruralKm: 0, weights: null };
  const { name, everyWeeks, weekday, startsOn, endsOn, policy, sideRules, ruralKm, weights } = first;
  const [terms, setTerms] = useState<Terms>({ name, everyWeeks, weekday, startsOn, endsOn, policy, sideRules, ruralKm, weights });
  const change = (next: Partial<Terms>) => setTerms({ ...terms, ...next });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!set.isPending) set.mutate({ ...terms, name: terms.name.trim() });
  };
  return (
    <form className="sure stack" onSubmit={submit} onChange={attempt.next} aria-labelledby="schedule">
      <Field label={t("plans.name")} help={t("plans.nameHelp")} fault={faults("name")} required maxLength={200} value={terms.name} onChange={(event) => change({ name: event.target.value })} />
      <Field label={t("plans.weeks")} fault={faults("everyWeeks")} type="number" min={1} max={52} step={1} required value={terms.everyWeeks || ""} onChange={(event) => change({ everyWeeks: Number(event.target.value) })} />
      <Choice label={t("plans.weekday")} value={String(terms.weekday)} onChange={(event) => change({ weekday: Number(event.target.value) })} of={DAYS.map((day) => [String(day), words.weekday(day, "long")])} />
      <Field label={t("plans.starts")} fault={faults("startsOn")} type="date" required value={terms.startsOn} onChange={(event) => change({ startsOn: event.target.value })} />
      <Field label={t("plans.ends")} help={t("plans.endsHelp")} fault={faults("endsOn")} type="date" min={terms.startsOn} value={terms.endsOn ?? ""} onChange={(event) => change({ endsOn: event.target.value || null })} />
      <Choice label={t("rounds.policy")} help={t(`rounds.${terms.policy}Help`)} value={terms.policy} onChange={(event) => change({ policy: event.target.value as Terms["policy"] })} of={[["reach", t("rounds.reach")], ["maxScore", t("rounds.maxScore")]]} />
      <ChipSet legend={t("rounds.rules")} of={[["siteWeek", t("rounds.siteWeek")], ["siteCompany", t("rounds.siteCompany")]] as [Rule, string][]} chosen={terms.sideRules ?? []} change={(next) => change({ sideRules: next })} />
      <Field label={t("plans.rural")} help={t("plans.ruralHelp")} fault={faults("ruralKm")} type="number" min={0} max={100} step={1} required value={terms.ruralKm} onChange={(event) => change({ ruralKm: Number(event.target.value) })} />
      {set.error && <Failed error={set.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={set.isPending}>{t("plans.set")}</button>
        {known && <button type="button" className="button ghost" onClick={done}>{t("states.no")}</button>}
      </div>
    </form>
  );
}
