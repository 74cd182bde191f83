import { type FormEvent, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { Field } from "../../ui/Field";

const FORM = /^[2-9a-hj-km-np-z]{12}$/;

/** For who types the code from the board; spaces and capitals do not matter. */
export function CodeForm({ done }: { done: (code: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const code = typed.replace(/\s/g, "").toLowerCase();
    if (FORM.test(code)) done(code);
    else setWrong(true);
  };
  return (
    <form className="class-page stack" onSubmit={send} noValidate>
      <Field label={t("klas.codeLabel")} help={t("klas.codeHelp")} fault={wrong ? t("klas.codeWrong") : undefined} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" autoCapitalize="none" spellCheck={false} />
      <p><button type="submit" className="button">{t("klas.codeGo")}</button></p>
    </form>
  );
}
