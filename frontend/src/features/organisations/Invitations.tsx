import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { type Place, useInvitations, useRefresh, withdrawInvitation } from "./data";

/** The invitations that wait for an answer. */
export function Invitations({ place }: { place: Place }) {
  const { t } = useTranslation();
  const words = useWords();
  const refresh = useRefresh();
  const { data, error, refetch } = useInvitations(place);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data || data.items.length === 0) return data ? <p className="soft">{t("org.noInvitations")}</p> : null;
  return (
    <ul className="lines">
      {data.items.map((invitation) => (
        <li key={invitation.id}>
          <span><strong>{invitation.email}</strong><span className="soft line">{t(`roles.${invitation.role}`)}{invitation.organisation ? `, ${invitation.organisation.name}` : ""}</span></span>
          <span className="soft">{t("org.expires", { date: words.date(invitation.expiresAt) })}</span>
          {invitation.allowedActions.includes("withdraw") && (
            <Sure small ask={t("org.withdraw.ask")} name={invitation.email ?? ""} yes={t("org.withdraw.yes")} run={() => withdrawInvitation(invitation.id)} done={() => void refresh()}>
              <p>{t("org.withdraw.text", { email: invitation.email ?? "" })}</p>
            </Sure>
          )}
        </li>
      ))}
    </ul>
  );
}
