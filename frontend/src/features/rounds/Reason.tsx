import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { useEscape, useOpened } from "../../lib/keys";
import { Area } from "../../ui/Field";
import { Failed } from "../../ui/States";
import type { useDecide } from "./data";

type Props = { title: string; does: string; decide: ReturnType<typeof useDecide>; send: (reason: string) => void; stop: () => void };

/** A decision and why it is taken. */
export function Reason({ title, does, decide, send, stop }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useOpened(form);
  useEscape(form, true, stop);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!decide.isPending) send(reason.trim());
  };
  return (
    <form ref={form} className="sure stack" onSubmit={submit} aria-label={title}>
      <p><strong>{title}</strong></p>
      <Area label={t("rounds.reason")} help={t("rounds.reasonHelp")} required maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {decide.error && <Failed error={decide.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={decide.isPending}>{does}</button>
        <button type="button" className="button ghost" onClick={stop}>{t("rounds.stopDeciding")}</button>
      </div>
    </form>
  );
}
