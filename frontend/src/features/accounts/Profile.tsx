import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFaults } from "../../lib/faults";
import { setLanguage, useTranslation } from "../../lib/i18n";
import { type Account, askSession } from "../../lib/session";
import { Choice, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { changeAccount } from "./data";

/** Name and language; the page speaks the language at once. */
export function Profile({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [name, setName] = useState(account.name ?? "");
  const [locale, setLocale] = useState(account.locale);
  const change = useMutation({
    mutationFn: () => changeAccount({ name: name.trim(), locale }),
    onSuccess: () => Promise.all([askSession(), setLanguage(locale)]),
  });
  const faults = useFaults(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={t("me.email")} help={t("me.emailHelp")} type="email" value={account.email} readOnly />
      <Field label={t("me.name")} fault={faults("name")} required maxLength={200} autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
      <Choice label={t("me.language")} help={t("me.languageHelp")} value={locale} of={[["nl", "Nederlands"], ["en", "English"]]} onChange={(event) => setLocale(event.target.value as "nl" | "en")} />
      {change.error && <Failed error={change.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={change.isPending}>{t("me.save")}</button>
        <span role="status">{change.isSuccess && t("me.saved")}</span>
      </div>
    </form>
  );
}
