import { type FormEvent, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { Choice, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { Ticks } from "../../ui/Ticks";
import { SCOPES, type WithKey, useNewClient } from "./data";

const RATE = 600;
type Props = { regions: [string, string][]; made: (made: WithKey) => void };

/** A key for a portal or a script: what it may do, in words, and for which regions. */
export function NewClient({ regions, made }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [role, setRole] = useState<"portal" | "script">("portal");
  const [scopes, setScopes] = useState<string[]>(["read:public"]);
  const [codes, setCodes] = useState(regions.length === 1 ? regions.map(([code]) => code) : []);
  const [rate, setRate] = useState(String(RATE));
  const attempt = useAttempt();
  const make = useNewClient((client) => {
    attempt.next();
    made(client);
  });
  const faults = useFaults(make.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name: name.trim(), role, scopes: scopes as typeof SCOPES, regionCodes: codes, ratePerMinute: Number(rate) };
    make.mutate({ body, header: attempt.header });
  };
  const whole = scopes.length > 0 && codes.length > 0;
  return (
    <form className="panel question" onSubmit={submit} onChange={attempt.next}>
      <h2>{t("keys.new")}</h2>
      <div className="side">
        <Field label={t("keys.name")} help={t("keys.nameHelp")} fault={faults("name")} required maxLength={200} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        <Choice label={t("keys.role")} value={role} of={[["portal", t("roles.portal")], ["script", t("roles.script")]]} onChange={(event) => setRole(event.target.value as "portal" | "script")} />
      </div>
      <Ticks legend={t("keys.scopes")} of={SCOPES.map((scope) => [scope, t(`scopes.${scope}`)])} chosen={scopes} change={setScopes} />
      {regions.length > 1 && <Ticks legend={t("keys.regions")} of={regions} chosen={codes} change={setCodes} />}
      <Field label={t("keys.rate")} help={t("keys.rateHelp")} fault={faults("ratePerMinute")} type="number" min={1} max={10000} required value={rate} onChange={(event) => setRate(event.target.value)} />
      {make.error && <Failed error={make.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={make.isPending || !whole}>{t("keys.make")}</button>
        {!whole && <span className="soft">{t("keys.choose")}</span>}
      </div>
    </form>
  );
}
