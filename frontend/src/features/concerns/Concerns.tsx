import { type FormEvent, useState } from "react";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Area } from "../../ui/Field";
import { More } from "../../ui/More";
import { Empty, Failed, Loading } from "../../ui/States";
import { type Concern, useConcerns, useHandle } from "./data";

function Handle({ concern }: { concern: Concern }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [outcome, setOutcome] = useState("");
  const handle = useHandle(concern.id, () => setOpen(false));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    handle.mutate(outcome);
  };
  if (!open) return <p><button type="button" className="button" aria-label={`${t("concerns.handle")}: ${concern.about.title ?? ""}`} onClick={() => setOpen(true)}>{t("concerns.handle")}</button></p>;
  return (
    <form className="stack" onSubmit={submit}>
      <Area label={t("concerns.outcome")} required maxLength={5000} value={outcome} onChange={(event) => setOutcome(event.target.value)} />
      {handle.error && <Failed error={handle.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={handle.isPending}>{t("concerns.close")}</button>
        <button type="button" className="button ghost" onClick={() => setOpen(false)}>{t("concerns.stop")}</button>
      </div>
    </form>
  );
}

function One({ concern }: { concern: Concern }) {
  const { t } = useTranslation();
  const words = useWords();
  const who = concern.reporter?.name ?? concern.reporter?.email ?? t("concerns.unknown");
  return (
    <article className="panel stack">
      <h2 className="heading">{t(`concerns.about.${concern.about.type}`)}: {concern.about.title}</h2>
      <p className="soft">{t("concerns.by", { who })} · {words.moment(concern.createdAt)}</p>
      <blockquote>{concern.text}</blockquote>
      {concern.state === "handled" && <p><strong>{t("concerns.came")}:</strong> {concern.outcome}</p>}
      {concern.allowedActions.includes("handle") && <Handle concern={concern} />}
    </article>
  );
}

/** What was reported in the region; what is not handled yet comes first. */
export function Concerns() {
  const { t } = useTranslation();
  const [state, setState] = useState<Concern["state"]>("open");
  const found = useConcerns(state);
  const items = itemsOf(found.data);
  return (
    <div className="section stack">
      <p className="chips" role="group" aria-label={t("concerns.show")}>
        {(["open", "handled"] as const).map((one) => <button key={one} type="button" className="chip" aria-pressed={one === state} onClick={() => setState(one)}>{t(`concerns.${one}`)}</button>)}
      </p>
      {found.isPending && <Loading rows={2} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <Empty title={t("concerns.none")} text={t("concerns.noneText")} />}
      <ul className="stack">{items.map((concern) => <li key={concern.id}><One concern={concern} /></li>)}</ul>
      <More of={found} />
    </div>
  );
}
