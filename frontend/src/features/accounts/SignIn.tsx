import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Schemas, answer, api } from "../../lib/api";
import { keepBack } from "../../lib/back";
import { useFaults } from "../../lib/faults";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { useMethods, useSignIn } from "./data";

type Attempt = Schemas["SignInAttemptOut"] & { email: string };

/** Asks for the mailed code, for who opens the mail elsewhere. */
function Code({ attempt, done, again }: { attempt: Attempt; done: () => void; again: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const enter = useSignIn(done);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ attemptId: attempt.id, code });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <h2 ref={focusOnce} tabIndex={-1}>{t("signIn.look")}</h2>
      <p>{t("signIn.lookText", { email: attempt.email })}</p>
      <Field label={t("signIn.code")} help={t("signIn.codeHelp")} className="input code" required maxLength={20} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false}
        value={code} onChange={(event) => setCode(event.target.value)} />
      {enter.error && <Failed error={enter.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={enter.isPending}>{t("signIn.enter")}</button>
        <button type="button" className="link" onClick={again}>{t("signIn.again")}</button>
      </div>
    </form>
  );
}

/** One field; the answer is the same for everybody. */
export function SignIn({ back, done }: { back?: string; done: () => void }) {
  const { t, language } = useTranslation();
  const [email, setEmail] = useState("");
  const [attempt, setAttempt] = useState<Attempt>();
  const oidc = useMethods().data?.oidc;
  const ask = useMutation({
    mutationFn: () => answer(api.POST("/sign-in-attempts", { body: { email: email.trim(), locale: language } })),
    onSuccess: (made) => {
      keepBack(back);
      setAttempt({ ...made, email: email.trim() });
    },
  });
  const faults = useFaults(ask.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (attempt) return <Code attempt={attempt} done={done} again={() => setAttempt(undefined)} />;
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={t("signIn.email")} help={t("signIn.emailHelp")} fault={faults("email")} type="email" autoComplete="email" required maxLength={254}
        value={email} onChange={(event) => setEmail(event.target.value)} />
      {ask.error && !faults("email") && <Failed error={ask.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={ask.isPending}>{t("signIn.send")}</button>
        {oidc && <a className="button ghost" href={`/v1/sign-in/oidc?returnTo=${encodeURIComponent(back ?? "/inloggen")}`}>{t("signIn.by", { name: oidc.name })}</a>}
      </div>
    </form>
  );
}
