import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { useEscape, useOpened } from "../../lib/keys";
import { Area } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Application, useDecide } from "./data";
import { DECISIONS, type Decision } from "./states";

type Props = { application: Application; verb: Decision | undefined; choose: (verb: Decision | undefined) => void; decided: (now: Application) => void };

/** The decision's note, which goes along with the mail. */
function Note({ application, verb, choose, decided }: Props & { verb: Decision }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const decide = useDecide(decided);
  useOpened(form);
  useEscape(form, true, () => choose(undefined));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!decide.isPending) decide.mutate({ id: application.id, verb, note: note.trim() });
  };
  return (
    <form ref={form} className="sure" onSubmit={submit} aria-label={t(`queue.do.${verb}`)}>
      <p>{t(`queue.means.${verb}`, { name: application.organisation.name, email: application.contact.email ?? "" })}</p>
      <Area label={t(verb === "verify" ? "queue.ownNote" : "queue.note")} help={t("queue.noteKeys")} maxLength={2000} rows={3} value={note} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit()}
         onChange={(event) => setNote(event.target.value)} />
      {decide.error && <Failed error={decide.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={decide.isPending}>{t(`queue.do.${verb}`)}</button>
        <button type="button" className="button ghost" onClick={() => choose(undefined)}>{t("states.no")}</button>
      </div>
    </form>
  );
}

/** The decisions that can be taken now, each with its key. */
export function Decide(props: Props) {
  const { t } = useTranslation();
  const { application, verb, choose } = props;
  if (verb) return <Note key={`${application.id}${verb}`} {...props} verb={verb} />;
  return (
    <div className="buttons">
      {DECISIONS.filter((one) => application.allowedActions.includes(one)).map((one) => (
        <button key={one} type="button" className={one === "admit" ? "button" : "button ghost"} onClick={() => choose(one)}>
          {t(`queue.${one}`)} <kbd aria-hidden="true">{t(`queue.key.${one}`)}</kbd>
        </button>
      ))}
    </div>
  );
}
