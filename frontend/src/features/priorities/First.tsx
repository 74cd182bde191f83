import { type FormEvent, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { useSettled } from "../../lib/kept";
import { Area, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Found, useFirst, useFound } from "./data";

/** Lets a school come first: which one, and why. */
export function First({ region, schoolYear }: { region: string; schoolYear: number }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Found>();
  const [reason, setReason] = useState("");
  const found = useFound(region, useSettled(text.trim()));
  const send = useFirst(attempt.header, () => {
    setChosen(undefined);
    setReason("");
    attempt.next();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen && !send.isPending) send.mutate({ siteId: chosen.id, schoolYear, reason: reason.trim() });
  };
  const pick = (one: Found) => {
    setChosen(one);
    setText("");
    attempt.next();
  };
  return (
    <form className="sure stack" onSubmit={submit} onChange={attempt.next} aria-label={t("plans.firstAdd")}>
      <h3>{t("plans.firstAdd")}</h3>
      <Field label={t("plans.firstFind")} help={chosen ? t("plans.firstChosen", { name: `${chosen.name}, ${chosen.at}` }) : t("plans.firstFindHelp")} type="search" maxLength={100} value={text} onChange={(event) => setText(event.target.value)} />
      <div aria-live="polite">
        {found.error && <Failed error={found.error} />}
        {found.data?.length === 0 && <p className="note">{t("plans.firstNobody")}</p>}
        <ul className="stack">
          {found.data?.map((one) => <li key={one.id}><button type="button" className="chip" onClick={() => pick(one)}><strong>{one.name}</strong> {one.at}</button></li>)}
        </ul>
      </div>
      <Area label={t("plans.firstReason")} help={t("plans.firstReasonHelp")} required maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {send.error && <Failed error={send.error} />}
      <p role="status">{send.isSuccess && !chosen && t("plans.firstDone")}</p>
      <p><button type="submit" className="button" disabled={!chosen || send.isPending}>{t("plans.firstSend")}</button></p>
    </form>
  );
}
