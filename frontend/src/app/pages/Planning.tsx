import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Priorities } from "../../features/priorities/Priorities";
import { Schedule } from "../../features/schedules/Schedule";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL, regionsOf } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { thisSchoolYear } from "../../lib/weeks";
import { Choice } from "../../ui/Field";
import { Counter } from "../Counter";

function Planning({ account }: { account: Account }) {
  const { t } = useTranslation();
  const regions = regionsOf(account);
  const [region, setRegion] = useState(regions[0]?.code);
  return (
    <div className="section stack">
      <p><Link to="/regio/rondes" search={(now) => ({ region: now.region })}>{t("rounds.all")}</Link></p>
      {regions.length > 1 && <Choice label={t("rounds.region")} value={region} onChange={(event) => setRegion(event.target.value)} of={regions.map((one) => [one.code, one.name])} />}
      {region && <Schedule key={`schedule ${region}`} region={region} />}
      {region && <Priorities key={region} region={region} schoolYear={thisSchoolYear()} />}
    </div>
  );
}

/** What is settled before a region's rounds begin: when they begin by themselves, and who comes first. */
export function PlanningPage() {
  const { t } = useTranslation();
  return <Counter title={t("plans.title")} roles={REGIONAL}>{(account) => <Planning account={account} />}</Counter>;
}
