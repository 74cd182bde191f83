import { useState } from "react";
import { Outcomes } from "../../features/crisis/Outcomes";
import { Preview } from "../../features/crisis/Preview";
import { type Switch, usePreview } from "../../features/crisis/data";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL, regionsOf } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { Choice } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { Counter } from "../Counter";

/** First what would happen, then the deed. */
function Crisis({ account }: { account: Account }) {
  const { t } = useTranslation();
  const regions = regionsOf(account).map(({ code, name }): [string, string] => [code, name]);
  const [region, setRegion] = useState(regions[0]?.[0] ?? "");
  const [done, setDone] = useState<Switch>();
  const preview = usePreview(region);
  const see = (mode: Switch["mode"]) => {
    setDone(undefined);
    preview.mutate(mode);
  };
  const choose = (code: string) => {
    setRegion(code);
    setDone(undefined);
    preview.reset();
  };
  return (
    <div className="section stack">
      <p className="lead-line">{t("crisis.lead")}</p>
      {regions.length > 1 && <Choice label={t("crisis.where")} of={regions} value={region} onChange={(event) => choose(event.target.value)} />}
      <div className="buttons">
        <button type="button" className="button" disabled={preview.isPending} onClick={() => see("online")}>{t("crisis.see.online")}</button>
        <button type="button" className="button ghost" disabled={preview.isPending} onClick={() => see("physical")}>{t("crisis.see.physical")}</button>
      </div>
      {preview.error && <Failed error={preview.error} />}
      {done ? <section className="panel stack"><div role="status"><h2>{t("crisis.done")}</h2></div><Outcomes of={done} /></section> : preview.data && <Preview key={preview.data.mode} region={region} preview={preview.data} done={setDone} />}
    </div>
  );
}

/** A region's visits go online, or back. */
export function CrisisPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.crisis")} roles={REGIONAL}>{(account) => <Crisis account={account} />}</Counter>;
}
