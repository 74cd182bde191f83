import { type FormEvent, useState } from "react";
import { codeOf } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { Part } from "../../ui/Part";
import { Failed, Loading } from "../../ui/States";
import { Lesson, Online, Place, What, When, Whom } from "./FormParts";
import { type Draft, begun, bodyOf, draftOf } from "./draft";
import { type Own, add, change as patch, useDeed, useOne } from "./own";

type Rest = { done: () => void; stop: () => void };
type Props = Rest & { of: { own: Own; tag: string } | { sites: [string, string][] }; again?: () => void };

/** Everything of an activity on one page; a new one begins with what usually fits its kind. */
export function Form({ of, done, stop, again }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(() => ("own" in of ? draftOf(of.own) : begun(of.sites[0]?.[0] ?? "")));
  const attempt = useAttempt();
  const save = useDeed(() => ("own" in of ? patch(of.own.id, of.tag, bodyOf(draft)) : add(draft.siteId, bodyOf(draft), attempt.header)), done);
  const faults = useFaults(save.error);
  const change = (next: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...next }));
    attempt.next();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  const parts = { draft, change, faults };
  const visited = draft.modes.includes("at_company") || draft.modes.includes("hybrid");
  return (
    <form className="parts" onSubmit={submit}>
      <Part title={t("offers.part.what")} lead={t("offers.part.whatLead")}><What {...parts} sites={"sites" in of ? of.sites : undefined} /></Part>
      <Part title={t("offers.part.whom")}><Whom {...parts} /></Part>
      <Part title={t("offers.part.when")}><When {...parts} /></Part>
      <Part title={t("offers.part.lesson")} lead={t("offers.part.lessonLead")}><Lesson {...parts} /></Part>
      {visited && <Part title={t("offers.part.place")} lead={t("offers.part.placeLead")}><Place {...parts} /></Part>}
      <Part title={t("offers.part.online")} lead={t("offers.part.onlineLead")}><Online {...parts} /></Part>
      {save.error && <Failed error={save.error} retry={codeOf(save.error) === "version_mismatch" ? again : undefined} />}
      <div className="buttons keep">
        <button type="submit" className="button" disabled={save.isPending}>{t("offers.save")}</button>
        <button type="button" className="button ghost" onClick={stop}>{t("offers.stop")}</button>
      </div>
    </form>
  );
}

/** Changes an activity as it is now: read first, and read again when somebody else was faster. */
export function Edit({ id, ...rest }: Rest & { id: string }) {
  const found = useOne(id);
  const again = () => void found.refetch();
  if (found.error) return <Failed error={found.error} retry={again} />;
  if (!found.data) return <Loading rows={2} />;
  return <Form key={found.data.tag} of={{ own: found.data.data, tag: found.data.tag }} again={again} {...rest} />;
}
