import type { ReactNode } from "react";
import { useTranslation } from "../../lib/i18n";
import { choosable, numbers, useConcepts } from "../../lib/concepts";
import { Chips } from "./Chips";
import type { Draft } from "./draft";

export type StepProps = { draft: Draft; change: (next: Partial<Draft>) => void };

export function What({ draft, change }: StepProps) {
  const { of } = useConcepts();
  return <Chips name="kinds" scheme="kinds" of={of("kinds")} chosen={draft.kinds ?? []} most={3} ranked change={(kinds) => change({ kinds: kinds as never })} />;
}

export function Who({ draft, change, school }: StepProps & { school: ReactNode }) {
  const { t } = useTranslation();
  const { of, find, label } = useConcepts();
  const years = draft.level ? numbers(find("levels", draft.level)?.extra.years) : [];
  return (
    <>
      {school}
      <label>
        <span className="label">{t("ask.level")}</span>
        <select className="input" value={draft.level ?? ""} onChange={(event) => change({ level: (event.target.value || null) as never, year: null })}>
          <option value="">{t("ask.choose")}</option>
          {choosable(of("levels")).map(({ code }) => (
            <option key={code} value={code}>
              {label("levels", code)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="label">{t("ask.year")}</span>
        <select className="input" value={draft.year ?? ""} disabled={years.length === 0} onChange={(event) => change({ year: Number(event.target.value) || null })}>
          <option value="">{t("ask.choose")}</option>
          {years.map((year) => (
            <option key={year} value={year}>
              {year}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="label">{t("ask.pupilsLabel")}</span>
        <input className="input" type="number" inputMode="numeric" min={1} max={1000} value={draft.pupils ?? ""}
          onChange={(event) => change({ pupils: Math.min(Math.max(Math.trunc(Number(event.target.value)), 0), 1000) || null })} />
      </label>
    </>
  );
}

export function About({ draft, change }: StepProps) {
  const { t } = useTranslation();
  const { of } = useConcepts();
  return (
    <>
      <fieldset>
        <legend className="label">{t("ask.subjects")}</legend>
        <Chips name="subjects" scheme="subjects" of={of("subjects").filter((concept) => concept.broader === null).slice(0, 24)} chosen={draft.subjects ?? []} most={5} change={(subjects) => change({ subjects: subjects as never })} />
      </fieldset>
      <fieldset>
        <legend className="label">{t("ask.themes")}</legend>
        <Chips name="themes" scheme="themes" of={of("themes")} chosen={draft.themes ?? []} most={5} change={(themes) => change({ themes: themes as never })} />
      </fieldset>
      <fieldset>
        <legend className="label">{t("ask.goal")}</legend>
        <Chips name="goal" scheme="goals" of={of("goals")} chosen={draft.goal ? [draft.goal] : []} most={1} change={([goal]) => change({ goal: goal as never })} />
      </fieldset>
    </>
  );
}
