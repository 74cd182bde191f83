import { type FormEvent, useState } from "react";
import { type Schemas, codeOf } from "../../lib/api";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { type Holiday, coming } from "../../lib/weeks";
import { Area, Field } from "../../ui/Field";
import { Part } from "../../ui/Part";
import { Failed, Loading } from "../../ui/States";
import { type Chosen, Weeks } from "./Weeks";
import { Windows } from "./Windows";
import { type Own, change as patch, useDeed, useOne } from "./own";

/** `weeks` once they are changed: those that are over stay as they are until then. */
type Draft = { title: string; topic: string; pupils: string; staff: string; weeks?: Chosen; windows: Own["windows"]; before: string; after: string };
type Props = { id: string; holidays?: Holiday[]; done: () => void; stop: () => void };

const draftOf = (request: Own): Draft => ({
  title: request.title, topic: request.topic ?? "", pupils: String(request.pupils), staff: request.staff === null ? "" : String(request.staff),
  windows: request.windows, before: request.embed?.before ?? "", after: request.embed?.after ?? "",
});

function bodyOf({ title, topic, pupils, staff, weeks, windows, before, after }: Draft): Schemas["RequestPatch"] {
  const embed = before.trim() || after.trim() ? { before: before.trim(), after: after.trim() } : null;
  return { title: title.trim(), topic: topic.trim() || null, pupils: Number(pupils), staff: staff ? Number(staff) : null, ...weeks, windows, embed };
}

type PartProps = { of: Own; draft: Draft; set: (next: Partial<Draft>) => void; faults: (field: string) => string | undefined };

function WeeksPart({ of, draft, set, faults, holidays, open }: PartProps & { holidays?: Holiday[]; open: boolean }) {
  const { t } = useTranslation();
  const chosen = draft.weeks ?? of;
  return (
    <Part title={t("asks.part.weeks")} lead={t(open ? "asks.weeksOver" : "asks.part.weeksLead")}>
      <details open={open}>
        <summary>{t("asks.weeks", { count: coming(chosen.weeksOk).length })}</summary>
        <div className="stack"><Weeks chosen={chosen} change={(weeks) => set({ weeks })} holidays={holidays} school fault={faults("weeksOk")} /></div>
      </details>
    </Part>
  );
}

function Form({ of, tag, holidays, done, stop, again }: Omit<Props, "id"> & { of: Own; tag: string; again: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(of));
  const save = useDeed(() => patch(of.id, tag, bodyOf(draft)), done);
  const faults = useFaults(save.error);
  const set = (next: Partial<Draft>) => setDraft((now) => ({ ...now, ...next }));
  const over = coming(of.weeksOk).length === 0;
  const weeks = <WeeksPart of={of} draft={draft} set={set} faults={faults} holidays={holidays} open={over} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  return (
    <form className="parts" onSubmit={submit}>
      {over && weeks}
      <Part title={t("asks.part.what")} lead={t("asks.part.whatLead")}>
        <Field label={t("asks.title")} fault={faults("title")} required maxLength={200} value={draft.title} onChange={(event) => set({ title: event.target.value })} />
        <Field label={t("asks.topic")} help={t("asks.topicHelp")} fault={faults("topic")} maxLength={200} value={draft.topic} onChange={(event) => set({ topic: event.target.value })} />
      </Part>
      <Part title={t("asks.part.who")} lead={t("asks.part.whoLead")}>
        <div className="side">
          <Field label={t("asks.pupilsLabel")} fault={faults("pupils")} type="number" required min={1} max={1000} value={draft.pupils} onChange={(event) => set({ pupils: event.target.value })} />
          <Field label={t("asks.staffLabel")} fault={faults("staff")} type="number" min={0} max={50} value={draft.staff} onChange={(event) => set({ staff: event.target.value })} />
        </div>
      </Part>
      {!over && weeks}
      <Part title={t("asks.part.when")} lead={t("asks.part.whenLead")}>
        <Windows windows={draft.windows} change={(windows) => set({ windows })} fault={faults("windows")} />
      </Part>
      <Part title={t("asks.part.embed")} lead={t("asks.part.embedLead")}>
        <Area label={t("asks.before")} fault={faults("embed")} maxLength={5000} value={draft.before} onChange={(event) => set({ before: event.target.value })} />
        <Area label={t("asks.after")} maxLength={5000} value={draft.after} onChange={(event) => set({ after: event.target.value })} />
      </Part>
      {save.error && <Failed error={save.error} retry={codeOf(save.error) === "version_mismatch" ? again : undefined} />}
      <div className="buttons keep">
        <button type="submit" className="button" disabled={save.isPending}>{t("asks.save")}</button>
        <button type="button" className="button ghost" onClick={stop}>{t("asks.stop")}</button>
      </div>
    </form>
  );
}

/** Changes a request as it is now: read first, and read again when somebody else was faster. */
export function Details({ id, ...rest }: Props) {
  const found = useOne(id);
  const again = () => void found.refetch();
  if (found.error) return <Failed error={found.error} retry={again} />;
  if (!found.data) return <Loading rows={2} />;
  return <Form key={found.data.tag} of={found.data.data} tag={found.data.tag} again={again} {...rest} />;
}
