import { useTranslation } from "../../lib/i18n";
import { useConcepts } from "../../lib/concepts";
import { useWords } from "../../lib/words";
import type { Draft } from "./draft";
import { weeksTold } from "./weeksTold";

/** What was answered, each with the way back to its question. */
export function Summary({ draft, go }: { draft: Draft; go: (step: number) => void }) {
  const { t } = useTranslation();
  const { label, labels } = useConcepts();
  const words = useWords();
  const km = t("ask.kmText", { km: draft.maxKm ?? 30 });
  const rows: [string, number, string][] = [
    ["kinds", 1, (draft.kinds ?? []).map((kind, place) => `${place + 1}. ${label("kinds", kind)}`).join(" ")],
    ["subjects", 3, labels("subjects", draft.subjects ?? [])],
    ["themes", 3, labels("themes", draft.themes ?? [])],
    ["goal", 3, draft.goal ? label("goals", draft.goal) : ""],
    ["weeks", 4, weeksTold(draft.weeksOk ?? [], t, words)],
    ["preferred", 4, weeksTold(draft.weeksPreferred ?? [], t, words)],
    ["distance", 4, draft.onlineOk ? `${km}, ${t("ask.onlineText")}` : km],
  ];
  return (
    <dl className="summary">
      {rows.filter(([, , value]) => value).map(([name, step, value]) => (
        <div key={name}>
          <dt>{t(`ask.names.${name}`)}</dt>
          <dd>{value}</dd>
          <dd><button type="button" className="link" aria-label={t("ask.changeThis", { what: t(`ask.names.${name}`) })} onClick={() => go(step)}>{t("ask.change")}</button></dd>
        </div>
      ))}
    </dl>
  );
}
