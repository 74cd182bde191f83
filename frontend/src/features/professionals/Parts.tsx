import { useState } from "react";
import { choosable, useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { coming, comingWeeks } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { ChipSet } from "../../ui/ChipSet";
import { Area, Choice, Field } from "../../ui/Field";
import type { Change, Draft } from "./draft";
import { HoursField } from "./HoursField";

export type PartProps = { draft: Draft; change: Change; faults: (field: string) => string | undefined };
const SEASON = 40;

export function Who({ draft, change, faults, accounts }: PartProps & { accounts?: [string, string][] }) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t("people.name")} help={t("people.nameHelp")} fault={faults("displayName")} required maxLength={200} autoComplete="off" value={draft.displayName} onChange={(event) => change({ displayName: event.target.value })} />
      <Field label={t("people.function")} fault={faults("function")} maxLength={200} autoComplete="off" value={draft.function} onChange={(event) => change({ function: event.target.value })} />
      <Area label={t("people.bio")} help={t("people.bioHelp")} fault={faults("bio")} maxLength={5000} value={draft.bio} onChange={(event) => change({ bio: event.target.value })} />
      {accounts && (
        <Choice label={t("people.account")} help={t("people.accountHelp")} fault={faults("accountId")} of={[["", t("people.noAccount")], ...accounts]} value={draft.accountId}
          onChange={(event) => change({ accountId: event.target.value, consent: false })} />
      )}
    </>
  );
}

export function About({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const { of, label } = useConcepts();
  const named = (scheme: string, concepts = of(scheme)): [string, string][] => concepts.map(({ code }) => [code, label(scheme, code)]);
  return (
    <>
      <ChipSet legend={t("people.subjects")} of={named("subjects", choosable(of("subjects")))} chosen={draft.subjects} change={(subjects) => change({ subjects })} />
      <ChipSet legend={t("people.themes")} of={named("themes")} chosen={draft.themes} change={(themes) => change({ themes })} />
      <ChipSet legend={t("people.levels")} of={named("levels", choosable(of("levels")))} chosen={draft.levels} change={(levels) => change({ levels })} />
      <ChipSet legend={t("people.modes")} of={named("modes")} chosen={draft.modes} change={(modes) => change({ modes })} />
      <details>
        <summary>{t("people.languages", { count: draft.languages.length })}</summary>
        <ChipSet legend={t("people.languagesLegend")} of={named("languages")} chosen={draft.languages} change={(languages) => change({ languages })} />
      </details>
    </>
  );
}

export function When({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [now] = useState(() => Date.now());
  const weeks = [...new Set([...comingWeeks(now, SEASON), ...coming(draft.weeksOff)])].toSorted();
  return (
    <>
      <HoursField hours={draft.hours} change={(hours) => change({ hours })} fault={faults("availability")} />
      <details>
        <summary>{t("people.weeksOff", { count: coming(draft.weeksOff).length })}</summary>
        <ChipSet legend={t("people.weeksOffLegend")} help={t("people.weeksOffHelp")} of={weeks.map((week) => [week, words.week(week)])} chosen={draft.weeksOff} change={(next) => change({ weeksOff: next })} />
      </details>
    </>
  );
}

export function Limit({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="side">
      <Field label={t("people.capLabel")} help={t("people.capHelp")} fault={faults("capPerMonth")} type="number" min={1} max={50} value={draft.cap} onChange={(event) => change({ cap: event.target.value })} />
      <Field label={t("people.km")} help={t("people.kmHelp")} fault={faults("travelKm")} type="number" required min={0} max={500} value={draft.travelKm} onChange={(event) => change({ travelKm: event.target.value })} />
      <Field label={t("people.vog")} help={t("people.vogHelp")} fault={faults("vogValidUntil")} type="date" min="2000-01-01" max="2099-12-31" value={draft.vog} onChange={(event) => change({ vog: event.target.value })} />
    </div>
  );
}

/** Who may say yes does it here; others read who can. */
export function Shown({ draft, change, may, own }: PartProps & { may: boolean; own: boolean }) {
  const { t } = useTranslation();
  if (!may) {
    return (
      <>
        <p>{t(draft.consent ? "people.theyAgreed" : "people.theyAgree")}</p>
        {draft.consent && <p className="soft">{t("people.theyTakeBack")}</p>}
      </>
    );
  }
  return (
    <label className="consent">
      <input type="checkbox" checked={draft.consent} onChange={(event) => change({ consent: event.target.checked })} />
      <span>{t(own ? "people.iAgree" : "people.agreed")}</span>
    </label>
  );
}
