import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useFaults } from "../../lib/faults";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Area } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type About, report } from "./data";

/** Says what is wrong with something, to the region's coordinator. */
export function Report({ about }: { about: About }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const attempt = useAttempt();
  const send = useMutation({ mutationFn: () => report(about, text, attempt.header), onSuccess: () => setText("") });
  const faults = useFaults(send.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  if (send.isSuccess) return <p role="status">{t("concerns.sent")}</p>;
  if (!open) return <p><button type="button" className="link" onClick={() => setOpen(true)}>{t("concerns.report")}</button></p>;
  return (
    <form className="sure" onSubmit={submit}>
      <h2 className="heading" ref={focusOnce} tabIndex={-1}>{t("concerns.report")}</h2>
      <Area label={t("concerns.text")} help={t("concerns.textHelp")} fault={faults("text")} required maxLength={5000} value={text} onChange={(event) => { setText(event.target.value); attempt.next(); }} />
      {send.error && <Failed error={send.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={send.isPending}>{t("concerns.send")}</button>
        <button type="button" className="button ghost" onClick={() => setOpen(false)}>{t("concerns.stop")}</button>
      </div>
    </form>
  );
}
