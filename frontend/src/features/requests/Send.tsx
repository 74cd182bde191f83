import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { type Schemas, answer, api } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { Failed } from "../../ui/States";
import { Chips } from "./Chips";
import { asked, missing } from "./draft";
import type { StepProps } from "./Steps";
import { Summary } from "./Summary";

type Sent = Schemas["RequestOut"];

/** The last step: a title, what the group needs, a key, and off it goes; the same try is never counted twice. */
export function Send({ draft, change, go, done }: StepProps & { go: (step: number) => void; done: (sent: Sent) => void }) {
  const { t } = useTranslation();
  const { of } = useConcepts();
  const [key, setKey] = useState("");
  const attempt = useRef(crypto.randomUUID());
  const id = useId();
  const lacking = missing(draft);
  const send = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/requests", {
          body: asked(draft) as Schemas["RequestIn"],
          headers: { Authorization: `Bearer ${key.trim()}`, "Idempotency-Key": attempt.current },
        }),
      ),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacking.length === 0 && !send.isPending) send.mutate();
  };
  return (
    <form className="question" onSubmit={submit}>
      <Summary draft={draft} go={go} />
      <div>
        <label className="label" htmlFor={`${id}t`}>{t("ask.titleLabel")}</label>
        <input id={`${id}t`} className="input" maxLength={200} required value={draft.title ?? ""} onChange={(event) => change({ title: event.target.value })} />
      </div>
      <fieldset>
        <legend className="label">{t("ask.needs")}</legend>
        <Chips name="needs" scheme="needs" of={of("needs").filter((concept) => !("atMost" in concept.extra))} chosen={draft.needs ?? []} most={20} change={(needs) => change({ needs: needs as never })} />
      </fieldset>
      <div>
        <label className="label" htmlFor={`${id}k`}>{t("ask.key")}</label>
        <input id={`${id}k`} className="input" type="password" autoComplete="off" required value={key} aria-describedby={`${id}h`} onChange={(event) => setKey(event.target.value)} />
        <p id={`${id}h`} className="soft">{t("ask.keyHelp")}</p>
      </div>
      {lacking.length > 0 && (
        <div className="lacking" role="status">
          <span>{t("ask.missing")}</span>
          {lacking.map(({ name, step }) => <button key={name} type="button" className="link" onClick={() => go(step)}>{t(`ask.names.${name}`)}</button>)}
        </div>
      )}
      {send.error && <Failed error={send.error} />}
      <button type="submit" className="button" disabled={lacking.length > 0 || send.isPending} style={{ justifySelf: "start" }}>
        {t(send.isPending ? "ask.sending" : "ask.send")}
      </button>
    </form>
  );
}
