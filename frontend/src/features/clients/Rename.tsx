import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { useEscape } from "../../lib/keys";
import { Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { rename } from "./data";

type Props = { id: string; name: string; done: () => void };

/** Another name for a key: a link that becomes a line to fill in. */
export function Rename({ id, name, done }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  const link = useRef<HTMLButtonElement>(null);
  const closed = useRef(false);
  useEffect(() => {
    if (draft !== undefined || !closed.current) return;
    closed.current = false;
    link.current?.focus();
  }, [draft]);
  const close = () => {
    closed.current = true;
    setDraft(undefined);
  };
  const change = useMutation({
    mutationFn: () => rename(id, (draft ?? "").trim()),
    onSuccess: () => {
      close();
      done();
    },
  });
  const faults = useFaults(change.error);
  useEscape(form, draft !== undefined, close);
  const open = () => {
    change.reset();
    flushSync(() => setDraft(name));
    form.current?.querySelector("input")?.select();
  };
  if (draft === undefined) return <button ref={link} type="button" className="link" aria-label={`${t("keys.rename")}: ${name}`} onClick={open}>{t("keys.rename")}</button>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form ref={form} className="sure" aria-label={`${t("keys.rename")}: ${name}`} onSubmit={submit}>
      <Field label={t("keys.name")} fault={faults("name")} required maxLength={200} autoComplete="off" value={draft} onChange={(event) => setDraft(event.target.value)} />
      {change.error && <Failed error={change.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={change.isPending || !draft.trim()}>{t("keys.renameYes")}</button>
        <button type="button" className="button ghost" onClick={close}>{t("states.no")}</button>
      </div>
    </form>
  );
}
