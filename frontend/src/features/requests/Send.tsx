import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { type Schemas, answer, api } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useConcepts } from "../../lib/concepts";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { useSession } from "../../lib/session";
import { Failed } from "../../ui/States";
import { Chips } from "./Chips";
import { asked, missing } from "./draft";
import type { StepProps } from "./Steps";
import { Summary } from "./Summary";

type Sent = Schemas["RequestOut"];
type Props = StepProps & { go: (step: number) => void; done: (sent: Sent) => void; signIn: (done: () => void) => ReactNode };

/** The last step: a title, what the group needs, and off it goes. Who is not signed in does so here, and then it goes. */
export function Send({ draft, change, go, done, signIn }: Props) {
  const { t } = useTranslation();
  const { of } = useConcepts();
  const { account } = useSession();
  const [waits, setWaits] = useState(false);
  const attempt = useAttempt();
  const id = useId();
  const lacking = missing(draft);
  const send = useMutation({
    mutationFn: () => answer(api.POST("/requests", { body: asked(draft) as Schemas["RequestIn"], params: { header: attempt.header } })),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lacking.length > 0 || send.isPending) return;
    if (account) send.mutate();
    else setWaits(true);
  };
  const asks = waits && !account;
  return (
    <>
      <form className="question" onSubmit={submit}>
        <Summary draft={draft} go={go} />
        <div>
          <label className="label" htmlFor={`${id}t`}>{t("ask.titleLabel")}</label>
          <input id={`${id}t`} className="input" maxLength={200} required value={draft.title ?? ""} onChange={(event) => { change({ title: event.target.value }); attempt.next(); }} />
        </div>
        <fieldset>
          <legend className="label">{t("ask.needs")}</legend>
          <Chips name="needs" scheme="needs" of={of("needs").filter((concept) => !("atMost" in concept.extra))} chosen={draft.needs ?? []} most={20} change={(needs) => { change({ needs: needs as never }); attempt.next(); }} />
        </fieldset>
        {lacking.length > 0 && (
          <div className="lacking" role="status">
            <span>{t("ask.missing")}</span>
            {lacking.map(({ name, step }) => <button key={name} type="button" className="link" onClick={() => go(step)}>{t(`ask.names.${name}`)}</button>)}
          </div>
        )}
        {send.error && <Failed error={send.error} />}
        {!asks && (
          <button type="submit" className="button" disabled={lacking.length > 0 || send.isPending} style={{ justifySelf: "start" }}>
            {t(send.isPending ? "ask.sending" : "ask.send")}
          </button>
        )}
      </form>
      {asks && (
        <section className="inset stack" aria-labelledby={`${id}s`}>
          <h3 id={`${id}s`} ref={focusOnce} tabIndex={-1}>{t("ask.signIn")}</h3>
          <p>{t("ask.signInText")}</p>
          {signIn(() => send.mutate())}
        </section>
      )}
    </>
  );
}
