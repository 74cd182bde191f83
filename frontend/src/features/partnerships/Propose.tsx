import { type FormEvent, useId, useState } from "react";
import { codeOf } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { choosable, useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { useSettled } from "../../lib/kept";
import { ChipSet } from "../../ui/ChipSet";
import { Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Found, type Goal, type Kind, type Level, useFound, usePropose } from "./data";

type Finds = { kind: Kind; chosen: Found | undefined; pick: (found: Found) => void };

/** Finds the other by name. */
function Finder({ kind, chosen, pick }: Finds) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const q = useSettled(text.trim());
  const { data, error } = useFound(kind, q);
  return (
    <div className="stack">
      <Field label={t(`partners.find.${kind}`)} help={chosen ? t("partners.chosen", { name: chosen.name }) : t("partners.findHelp")} type="search" maxLength={100} value={text} onChange={(event) => setText(event.target.value)} />
      <div aria-live="polite">
        {error && <p className="note fault">{t(`refusals.${codeOf(error)}`, { defaultValue: t("refusals.internal_error") })}</p>}
        {data?.length === 0 && <p className="note">{t("partners.nobody", { q })}</p>}
        <ul className="stack">
          {data?.map((found) => <li key={`${found.id}${found.name}${found.place}`}><button type="button" className="chip" onClick={() => { pick(found); setText(""); }}><strong>{found.name}</strong> {found.place}</button></li>)}
        </ul>
      </div>
    </div>
  );
}

type Own = { id: string; name: string; kind: Kind };

/** Proposes to go on with each other, from one of one's own organisations. */
export function Propose({ own }: { own: Own }) {
  const { t } = useTranslation();
  const { of, label, text } = useConcepts();
  const heading = useId();
  const other: Kind = own.kind === "school" ? "company" : "school";
  const [chosen, setChosen] = useState<Found>();
  const [perYear, setPerYear] = useState("2");
  const [goals, setGoals] = useState<Goal[]>([]);
  const [levels, setLevels] = useState<Level[]>([]);
  const attempt = useAttempt();
  const send = usePropose(attempt.header, () => {
    setChosen(undefined);
    setGoals([]);
    setLevels([]);
    attempt.next();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen) return;
    const pair = own.kind === "school" ? { schoolId: own.id, companyId: chosen.id } : { schoolId: chosen.id, companyId: own.id };
    send.mutate({ ...pair, agreement: { activitiesPerYear: Number(perYear), levels, goals } });
  };
  return (
    <form className="panel stack" onSubmit={submit} aria-labelledby={heading}>
      <h2 id={heading}>{t("partners.new", { name: own.name })}</h2>
      <Finder kind={other} chosen={chosen} pick={(found) => { setChosen(found); attempt.next(); }} />
      <Field label={t("partners.perYear")} type="number" min={1} max={100} required value={perYear} onChange={(event) => { setPerYear(event.target.value); attempt.next(); }} />
      <ChipSet legend={t("partners.levels")} of={choosable(of("levels")).map(({ code, label: said }) => [code as Level, text(said, code)])} chosen={levels} change={(next) => { setLevels(next); attempt.next(); }} />
      <ChipSet legend={t("partners.goals")} of={of("goals").map(({ code }) => [code as Goal, label("goals", code)])} chosen={goals} change={(next) => { setGoals(next); attempt.next(); }} />
      {send.error && <Failed error={send.error} />}
      <p role="status">{send.isSuccess && t("partners.sent")}</p>
      <div className="buttons"><button type="submit" className="button" disabled={!chosen || send.isPending}>{t("partners.send")}</button></div>
    </form>
  );
}
