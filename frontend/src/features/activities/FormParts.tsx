import { useState } from "react";
import { choosable, useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { coming, comingWeeks } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { ChipSet } from "../../ui/ChipSet";
import { Area, Choice, Field } from "../../ui/Field";
import { ACCESS, type Change, type Draft, templated } from "./draft";

export type PartProps = { draft: Draft; change: Change; faults: (field: string) => string | undefined };
const SEASON = 40;
const YEARS = ["1", "2", "3", "4", "5", "6", "7", "8"];

function useNamed() {
  const { of, label } = useConcepts();
  return (scheme: string, concepts = of(scheme)): [string, string][] => concepts.map(({ code }) => [code, label(scheme, code)]);
}

export function What({ draft, change, faults, sites }: PartProps & { sites?: [string, string][] }) {
  const { t, language } = useTranslation();
  const { find } = useConcepts();
  const named = useNamed();
  const choose = (kind: string) => change(templated(draft, find("kinds", kind), find("kinds", draft.kind), language));
  return (
    <>
      {sites && sites.length > 1 && <Choice label={t("offers.site")} of={sites} value={draft.siteId} onChange={(event) => change({ siteId: event.target.value })} />}
      <Choice label={t("offers.kind")} fault={faults("kind")} required of={[["", t("offers.choose")], ...named("kinds")]} value={draft.kind} onChange={(event) => choose(event.target.value)} />
      <Field label={t("offers.title")} fault={faults("title")} required maxLength={200} value={draft.title} onChange={(event) => change({ title: event.target.value })} />
      <Area label={t("offers.summary")} fault={faults("summary")} maxLength={5000} value={draft.summary} onChange={(event) => change({ summary: event.target.value })} />
      <Field label={t("offers.programme")} help={t("offers.programmeHelp")} fault={faults("programme")} maxLength={200} value={draft.programme} onChange={(event) => change({ programme: event.target.value })} />
    </>
  );
}

export function Whom({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const { of } = useConcepts();
  const named = useNamed();
  const fault = ["subjects", "levels", "years", "modes", "languages"].map(faults).find(Boolean);
  return (
    <>
      {fault && <p className="faulty">{fault}</p>}
      <ChipSet legend={t("offers.subjects")} of={named("subjects", choosable(of("subjects")))} chosen={draft.subjects} change={(subjects) => change({ subjects })} />
      <ChipSet legend={t("offers.levels")} of={named("levels", choosable(of("levels")))} chosen={draft.levels} change={(levels) => change({ levels })} />
      <ChipSet legend={t("offers.years")} of={YEARS.map((year) => [year, year])} chosen={draft.years} change={(years) => change({ years })} />
      <ChipSet legend={t("offers.themes")} of={named("themes")} chosen={draft.themes} change={(themes) => change({ themes })} />
      <ChipSet legend={t("offers.modes")} of={named("modes")} chosen={draft.modes} change={(modes) => change({ modes })} />
    </>
  );
}

export function When({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [now] = useState(() => Date.now());
  const [own] = useState(draft.weeks);
  const weeks = [...new Set([...comingWeeks(now, SEASON), ...coming(draft.weeks)])].toSorted();
  const field = (name: "minutes" | "group" | "radius" | "week" | "year", to: string, least: number, most: number, required = true) => (
    <Field key={name} label={t(`offers.${name}`)} fault={faults(to)} type="number" required={required} min={least} max={most} value={draft[name]} onChange={(event) => change({ [name]: event.target.value })} />
  );
  return (
    <>
      <div className="side">
        {field("minutes", "durationMinutes", 1, 100_000, false)}
        {field("group", "maxGroup", 1, 1000)}
        {field("radius", "radiusKm", 0, 500)}
        {field("week", "capacityWeek", 1, 1000)}
        {field("year", "capacityYear", 1, 10_000)}
      </div>
      <details open={coming(own).length === 0}>
        <summary>{t("offers.weeks", { count: coming(draft.weeks).length })}</summary>
        <ChipSet legend={t("offers.weeksLegend")} help={t("offers.weeksHelp")} of={weeks.map((week) => [week, words.week(week)])} chosen={draft.weeks} change={(next) => change({ weeks: next })} />
      </details>
    </>
  );
}

export function Lesson({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Area label={t("offers.preparation")} fault={faults("preparation")} rows={6} maxLength={5000} value={draft.preparation} onChange={(event) => change({ preparation: event.target.value })} />
      <Area label={t("offers.followUp")} fault={faults("followUp")} rows={4} maxLength={5000} value={draft.followUp} onChange={(event) => change({ followUp: event.target.value })} />
    </>
  );
}

export function Place({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const named = useNamed();
  const { access } = draft;
  const set = (next: Partial<Draft["access"]>) => change({ access: { ...access, ...next } });
  const whole = (text: string) => (text ? Number(text) : null);
  return (
    <>
      <div className="side">
        <Field label={t("offers.minAge")} fault={faults("access/minAge")} type="number" min={4} max={18} value={access.minAge ?? ""} onChange={(event) => set({ minAge: whole(event.target.value) })} />
        <Field label={t("offers.visitors")} fault={faults("access/maxGroup")} type="number" min={1} max={1000} value={access.maxGroup ?? ""} onChange={(event) => set({ maxGroup: whole(event.target.value) })} />
      </div>
      <ChipSet legend={t("offers.access")} of={ACCESS.map((name) => [name, t(`offers.is.${name}`)])} chosen={ACCESS.filter((name) => access[name])}
        change={(next) => set(Object.fromEntries(ACCESS.map((name) => [name, next.includes(name) ? true : access[name] === undefined ? undefined : false])))} />
      <ChipSet legend={t("offers.ppe")} of={named("protective-gear")} chosen={access.ppe ?? []} change={(ppe) => set({ ppe: ppe as never })} />
      <Field label={t("offers.transport")} fault={faults("access/transport")} maxLength={200} value={access.transport ?? ""} onChange={(event) => set({ transport: event.target.value || null })} />
    </>
  );
}

export function Online({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const named = useNamed();
  return (
    <>
      <Choice label={t("offers.fallback")} fault={faults("fallbackMode")} of={[["", t("offers.noFallback")], ...named("modes")]} value={draft.fallback} onChange={(event) => change({ fallback: event.target.value })} />
      <Field label={t("offers.link")} help={t("offers.linkHelp")} fault={faults("virtualUrl")} type="url" maxLength={300} value={draft.link} onChange={(event) => change({ link: event.target.value })} />
    </>
  );
}
