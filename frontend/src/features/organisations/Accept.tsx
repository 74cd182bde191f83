import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type Schemas, answer, api } from "../../lib/api";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { signedIn } from "../../lib/session";
import { useWords } from "../../lib/words";
import { Field } from "../../ui/Field";
import { Pass } from "../../ui/Pass";
import { Failed } from "../../ui/States";

/** Where the link's secret waits in this tab for who signs in first. */
export const INVITATION = "loket.invitation";

/** Who invites whom for what; accepting it signs in, or needs it where there is an account. */
export function Accept({ token, invitation, done }: { token: string; invitation: Schemas["InvitationLinkOut"]; done: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [name, setName] = useState("");
  const { role, organisation, region, inviter, email, expiresAt, nameNeeded, signInNeeded } = invitation;
  const place = organisation?.name ?? region?.name ?? t("brand");
  const accept = useMutation({
    mutationFn: () => answer(api.POST("/invitations/accept", { body: { token, ...(nameNeeded && { name: name.trim() }) } })),
    onSuccess: (session) => {
      sessionStorage.removeItem(INVITATION);
      signedIn(session);
      done();
    },
  });
  const faults = useFaults(accept.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  return (
    <Pass icon={organisation?.kind === "company" ? "company" : organisation ? "school" : "person"} stub={t(`roles.${role}`)}>
      <h2>{place}</h2>
      <p>{t(inviter ? "invitation.by" : "invitation.byNobody", { inviter, role: t(`roles.${role}`), place })}</p>
      <p>{t(`invitation.may.${role}`, { defaultValue: "" })}</p>
      {signInNeeded ? <>
        <p>{t("invitation.signInFirst", { email })}</p>
        <p><Link to="/inloggen" search={(now) => ({ region: now.region, returnTo: "/uitnodiging" })} className="button" onClick={() => sessionStorage.setItem(INVITATION, token)}>{t("nav.signIn")}</Link></p>
      </> : <form className="stack" onSubmit={submit}>
        {nameNeeded && <Field label={t("me.name")} fault={faults("name")} required maxLength={200} autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />}
        {accept.error && !faults("name") && <Failed error={accept.error} />}
        <div className="buttons"><button type="submit" className="button" disabled={accept.isPending}>{t("invitation.accept")}</button></div>
      </form>}
      <p className="soft">{t("invitation.for", { email, date: words.date(expiresAt) })}</p>
    </Pass>
  );
}
