import { type FormEvent, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { Choice, Field } from "../../ui/Field";
import { Failed } from "../../ui/States";
import { useInvite } from "./data";

type Props = { roles: string[]; place: { organisationId: string } | { regionCode: string } };

/** Invites somebody by mail; whether the address is known is not told. */
export function Invite({ roles, place }: Props) {
  const { t, language } = useTranslation();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState(roles[0] ?? "");
  const [sent, setSent] = useState("");
  const attempt = useAttempt();
  const invite = useInvite(() => {
    setSent(email.trim());
    setEmail("");
    attempt.next();
  });
  const faults = useFaults(invite.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ body: { ...place, role: role as never, email: email.trim(), locale: language }, header: attempt.header });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="side">
        <Field label={t("org.invite.email")} fault={faults("email")} type="email" required maxLength={254} autoComplete="off" value={email}
          onChange={(event) => { setEmail(event.target.value); setSent(""); attempt.next(); }} />
        <Choice label={t("org.invite.role")} value={role} of={roles.map((code) => [code, t(`roles.${code}`)])} onChange={(event) => { setRole(event.target.value); attempt.next(); }} />
      </div>
      {invite.error && !faults("email") && <Failed error={invite.error} />}
      <div className="buttons">
        <button type="submit" className="button" disabled={invite.isPending}>{t("org.invite.send")}</button>
        <span role="status">{sent && t("org.invite.sent", { email: sent })}</span>
      </div>
    </form>
  );
}
