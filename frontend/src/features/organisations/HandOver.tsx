import { useRef, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { Field } from "../../ui/Field";
import { Sure } from "../../ui/Sure";
import { type Member, handOver } from "./data";

/** Hands a coordinator's role over once the invitation is accepted. */
export function HandOver({ member, done }: { member: Member; done: () => void }) {
  const { t } = useTranslation();
  const [told, setTold] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const name = member.account.name ?? member.account.email ?? "";
  const run = async () => {
    if (!form.current?.reportValidity()) return false;
    const given = new FormData(form.current);
    const [email, successor] = [String(given.get("email")).trim(), String(given.get("name")).trim()];
    await handOver(member.id, { email, ...(successor && { name: successor }) });
    setTold(t("org.handOver.invited", { email }));
    return true;
  };
  if (told) return <p role="status">{told}</p>;
  return (
    <Sure small ask={t("org.handOver.ask")} name={name} yes={t("org.handOver.yes")} run={run} done={done}>
      <p>{t("org.handOver.text", { role: t(`roles.${member.role}`) })}</p>
      <form ref={form} className="stack" onSubmit={(event) => event.preventDefault()}>
        <Field label={t("org.handOver.email")} name="email" type="email" required maxLength={254} autoComplete="off" />
        <Field label={t("org.handOver.who")} name="name" maxLength={200} autoComplete="off" />
      </form>
    </Sure>
  );
}
