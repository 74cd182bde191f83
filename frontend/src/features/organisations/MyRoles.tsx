import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import type { Account } from "../../lib/session";
import { useWords } from "../../lib/words";
import { Sure } from "../../ui/Sure";
import { endMembership } from "./data";

/** The roles that one holds, and the way out of each. */
export function MyRoles({ account, changed }: { account: Account; changed: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  if (account.memberships.length === 0) {
    return <div className="note"><p>{t("me.noRoles")}</p><p><Link to="/meedoen" className="button">{t("me.join")}</Link></p></div>;
  }
  return (
    <ul className="lines">
      {account.memberships.map(({ id, role, organisation, region, startsAt }) => (
        <li key={id}>
          <span>
            <strong>{t(`roles.${role}`)}</strong>
            <span className="soft line">{t("org.since", { date: words.date(startsAt) })}</span>
          </span>
          <span>
            {organisation ? <Link to="/mijn/organisatie/$id" params={{ id: organisation.id }}>{organisation.name}</Link> : (region?.name ?? t("country"))}
          </span>
          <Sure small ask={t("org.end.askOwn")} name={[t(`roles.${role}`), organisation?.name ?? region?.name].join(", ")} yes={t("org.end.yes")} run={() => endMembership(id)} done={changed}>
            <p>{t("org.end.textOwn", { role: t(`roles.${role}`) })}</p>
          </Sure>
        </li>
      ))}
    </ul>
  );
}
