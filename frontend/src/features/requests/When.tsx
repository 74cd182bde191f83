import { useTranslation } from "../../lib/i18n";
import type { Holiday } from "../../lib/weeks";
import type { StepProps } from "./Steps";
import { Weeks } from "./Weeks";

export function When({ draft, change, holidays }: StepProps & { holidays?: Holiday[] }) {
  const { t } = useTranslation();
  const chosen = { weeksOk: draft.weeksOk ?? [], weeksPreferred: draft.weeksPreferred ?? [] };
  return (
    <>
      <label>
        <span className="label">{t("ask.km", { km: draft.maxKm ?? 30 })}</span>
        <input type="range" className="slider" min={5} max={100} step={5} value={draft.maxKm ?? 30} onChange={(event) => change({ maxKm: Number(event.target.value) })} />
      </label>
      <label className="chip" style={{ justifySelf: "start" }}>
        <input type="checkbox" checked={draft.onlineOk ?? false} onChange={(event) => change({ onlineOk: event.target.checked })} />
        {t("ask.online")}
      </label>
      <Weeks chosen={chosen} change={change} holidays={holidays} school={Boolean(draft.siteId)} />
    </>
  );
}
