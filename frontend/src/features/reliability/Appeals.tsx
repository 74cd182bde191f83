import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Area } from "../../ui/Field";
import { More } from "../../ui/More";
import { Empty, Failed, Loading } from "../../ui/States";
import { type Appeal, useAppeals, useDecide } from "./data";

function Decide({ appeal }: { appeal: Appeal }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const decide = useDecide(appeal.id, () => setOpen(false));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    decide.mutate({ decision: submitter?.getAttribute("value") === "refuse" ? "refuse" : "excuse", reason });
  };
  if (!open) return <p><button type="button" className="button" aria-label={`${t("reliability.appeal.decide")}: ${appeal.match.title}`} onClick={() => setOpen(true)}>{t("reliability.appeal.decide")}</button></p>;
  return (
    <form className="stack" onSubmit={submit}>
      <Area label={t("reliability.appeal.reason")} help={t("reliability.appeal.reasonHelp")} required maxLength={5000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {decide.error && <Failed error={decide.error} />}
      <div className="buttons">
        <button type="submit" className="button" value="excuse" disabled={decide.isPending}>{t("reliability.appeal.excuse")}</button>
        <button type="submit" className="button ghost" value="refuse" disabled={decide.isPending}>{t("reliability.appeal.refuse")}</button>
        <button type="button" className="button ghost" onClick={() => setOpen(false)}>{t("reliability.appeal.stop")}</button>
      </div>
    </form>
  );
}

function One({ appeal }: { appeal: Appeal }) {
  const { t } = useTranslation();
  const words = useWords();
  const { match, side } = appeal;
  return (
    <article className="panel stack">
      <h2 className="heading"><Link to="/mijn/afspraken/$id" params={{ id: match.id }}>{match.title}</Link></h2>
      <p className="soft">{t("reliability.appeal.who", { who: side === "school" ? match.school : (match.company ?? "") })} · {t(`matches.next.${match.state}`)} · {words.moment(appeal.askedAt)}</p>
      {appeal.text && <blockquote>{appeal.text}</blockquote>}
      {appeal.state !== "open" && <p><strong>{t(`reliability.appeal.state.${appeal.state}`)}</strong> {appeal.reason}</p>}
      {appeal.allowedActions.includes("decide") && <Decide appeal={appeal} />}
    </article>
  );
}

/** What sides in the region ask not to be counted; what waits for a decision comes first. */
export function Appeals() {
  const { t } = useTranslation();
  const [state, setState] = useState<Appeal["state"]>("open");
  const found = useAppeals(state);
  const items = itemsOf(found.data);
  return (
    <div className="section stack">
      <p className="chips" role="group" aria-label={t("reliability.appeal.show")}>
        {(["open", "excused", "refused"] as const).map((one) => <button key={one} type="button" className="chip" aria-pressed={one === state} onClick={() => setState(one)}>{t(`reliability.appeal.list.${one}`)}</button>)}
      </p>
      {found.isPending && <Loading rows={2} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <Empty title={t("reliability.appeal.none")} text={t("reliability.appeal.noneText")} />}
      <ul className="stack">{items.map((appeal) => <li key={appeal.id}><One appeal={appeal} /></li>)}</ul>
      <More of={found} />
    </div>
  );
}
