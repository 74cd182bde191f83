import { type FormEvent, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { codeOf } from "../../lib/api";
import { useFaults } from "../../lib/faults";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Area } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { type Appeal, type Kind, useAppeal, useAppealsOf } from "./data";

function Asked({ appeal }: { appeal: Appeal }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <article className="panel stack">
      <p><strong>{t(`reliability.appeal.by.${appeal.side}`)}</strong> · {words.date(appeal.askedAt)}</p>
      {appeal.text && <blockquote>{appeal.text}</blockquote>}
      <p>{t(`reliability.appeal.state.${appeal.state}`)}{appeal.reason && <q className="line">{appeal.reason}</q>}</p>
    </article>
  );
}

/** Asks why it should not count; who belongs to both sides says for which. */
function Form({ match }: { match: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const attempt = useAttempt();
  const send = useAppeal(match, attempt.header);
  const faults = useFaults(send.error);
  const ask = (side?: Kind) => send.mutate(side ? { text, side } : { text });
  const both = codeOf(send.error) === "side_needed";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask();
  };
  if (!open) return <p><button type="button" className="link" onClick={() => setOpen(true)}>{t("reliability.appeal.ask")}</button></p>;
  return (
    <form className="sure" onSubmit={submit}>
      <h3 className="heading" ref={focusOnce} tabIndex={-1}>{t("reliability.appeal.ask")}</h3>
      <Area label={t("reliability.appeal.text")} help={t("reliability.appeal.help")} fault={faults("text")} required maxLength={5000} value={text} onChange={(event) => { setText(event.target.value); attempt.next(); }} />
      {send.error && !both && <Failed error={send.error} />}
      <div className="buttons">
        {both
          ? (["school", "company"] as const).map((side) => <button key={side} type="button" className="button" onClick={() => { attempt.next(); ask(side); }}>{t(`reliability.appeal.for.${side}`)}</button>)
          : <button type="submit" className="button" disabled={send.isPending}>{t("reliability.appeal.send")}</button>}
        <button type="button" className="button ghost" onClick={() => setOpen(false)}>{t("reliability.appeal.stop")}</button>
      </div>
    </form>
  );
}

/** What was asked about a match that counts against a side; nothing when there is nothing to ask. */
export function AppealsOf({ match }: { match: string }) {
  const { t } = useTranslation();
  const { data } = useAppealsOf(match);
  if (!data || (data.items.length === 0 && data.allowedActions.length === 0)) return null;
  return (
    <section className="stack" aria-labelledby="counts">
      <h2 id="counts">{t("reliability.appeal.title")}</h2>
      {data.items.map((appeal) => <Asked key={appeal.id} appeal={appeal} />)}
      {data.allowedActions.includes("appeal") && <><p>{t("reliability.appeal.counts")}</p><Form match={match} /></>}
    </section>
  );
}
