import { type FormEvent, useState } from "react";
import type { Schemas } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { thisSchoolYear } from "../../lib/weeks";
import { ChipSet } from "../../ui/ChipSet";
import { Choice, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Round, useMake } from "./data";

type Rule = NonNullable<Schemas["RoundIn"]["sideRules"]>[number];
type Props = { regions: { code: string; name: string }[]; made: (round: Round) => void };

/** Begins a round: for which region, and by which rules. */
export function Make({ regions, made }: Props) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [region, setRegion] = useState(regions[0]?.code ?? "");
  const [name, setName] = useState("");
  const [policy, setPolicy] = useState<"reach" | "maxScore">("reach");
  const [sideRules, setSideRules] = useState<Rule[]>([]);
  const [ruralKm, setRuralKm] = useState("0");
  const [after, setAfter] = useState<"autoRepair"[]>(["autoRepair"]);
  const make = useMake(made);
  const faults = useFaults(make.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate({ body: { region, name: name.trim(), schoolYear: thisSchoolYear(), policy, sideRules, ruralKm: Number(ruralKm), autoRepair: after.length > 0 }, header: attempt.header });
  };
  return (
    <form className="sure stack" onSubmit={submit} onChange={attempt.next}>
      <h2>{t("rounds.make")}</h2>
      {regions.length > 1 && <Choice label={t("rounds.region")} value={region} onChange={(event) => setRegion(event.target.value)} of={regions.map((one) => [one.code, one.name])} />}
      <Field label={t("rounds.name")} help={t("rounds.nameHelp")} fault={faults("name")} required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      <Choice label={t("rounds.policy")} help={t(`rounds.${policy}Help`)} value={policy} onChange={(event) => setPolicy(event.target.value as "reach" | "maxScore")} of={[["reach", t("rounds.reach")], ["maxScore", t("rounds.maxScore")]]} />
      <ChipSet legend={t("rounds.rules")} of={[["siteWeek", t("rounds.siteWeek")], ["siteCompany", t("rounds.siteCompany")]] as [Rule, string][]} chosen={sideRules} change={setSideRules} />
      <Field label={t("plans.rural")} help={t("plans.ruralHelp")} fault={faults("ruralKm")} type="number" min={0} max={100} step={1} required value={ruralKm} onChange={(event) => setRuralKm(event.target.value)} />
      <p className="soft">{t("plans.firstCounts")}</p>
      <ChipSet legend={t("rounds.after")} of={[["autoRepair", t("rounds.autoRepair")]]} chosen={after} change={setAfter} />
      {make.error && <Failed error={make.error} />}
      <p><button type="submit" className="button" disabled={make.isPending || !region}>{t("rounds.begin")}</button></p>
    </form>
  );
}
