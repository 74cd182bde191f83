import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Refused } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { download, useErase } from "./data";

export function Export() {
  const { t } = useTranslation();
  const fetch = useMutation({ mutationFn: download });
  return (
    <div className="stack">
      <p>{t("privacy.export.lead")}</p>
      <p><button type="button" className="button ghost" disabled={fetch.isPending} onClick={() => fetch.mutate()}>{t("privacy.export.do")}</button></p>
      {fetch.error && <Failed error={fetch.error} />}
    </div>
  );
}

/** The organisations that would be left alone, each with the way to hand it over. */
function LeftAlone({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const named = error instanceof Refused ? ((error.problem.rest?.organisations ?? []) as { id: string; kind: string; name: string }[]) : [];
  if (named.length === 0) return null;
  return (
    <p>
      {t("me.handOverFirst")}{" "}
      {named.map(({ id, kind, name }) => kind === "school" || kind === "company" ? <Link key={id} to="/mijn/organisatie/$id" params={{ id }}>{name} </Link> : <span key={id}>{name} </span>)}
    </p>
  );
}

/** Erasing oneself: what goes, what stays, and one's address typed over. */
export function Erase({ email, done }: { email: string; done: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const erase = useErase(done);
  const same = typed.trim().toLowerCase() === email;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (same) erase.mutate(typed.trim());
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t("privacy.erase.lead")}</p>
      <p>{t("privacy.erase.stays")}</p>
      <Field label={t("privacy.erase.confirm")} help={email} type="email" autoComplete="off" maxLength={254} value={typed} onChange={(event) => setTyped(event.target.value)} />
      {erase.error && <Failed error={erase.error} />}
      {erase.error && <LeftAlone error={erase.error} />}
      <p><button type="submit" className="button danger" disabled={!same || erase.isPending}>{t("privacy.erase.do")}</button></p>
    </form>
  );
}
