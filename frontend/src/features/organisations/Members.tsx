import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Sure } from "../../ui/Sure";
import { type Member, endMembership, useRefresh } from "./data";
import { HandOver } from "./HandOver";

type Props = { members: Member[]; me: string; where?: boolean; changed: () => void };

function Actions({ member, own, changed }: { member: Member; own: boolean; changed: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const name = member.account.name ?? member.account.email ?? "";
  const role = t(`roles.${member.role}`);
  const done = () => {
    void refresh();
    if (own) changed();
  };
  return (
    <div className="line-actions">
      {member.allowedActions.includes("hand-over") && <HandOver member={member} done={done} />}
      {member.allowedActions.includes("end") && (
        <Sure small ask={t(own ? "org.end.askOwn" : "org.end.ask")} name={`${name}, ${role}`} yes={t("org.end.yes")} run={() => endMembership(member.id)} done={done}>
          <p>{t(own ? "org.end.textOwn" : "org.end.text", { name, role })}</p>
        </Sure>
      )}
    </div>
  );
}

/** Who holds which role. */
export function Members({ members, me, where, changed }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ul className="lines">
      {members.map((member) => (
        <li key={member.id}>
          <span>
            <strong>{member.account.name ?? t("org.nameless")}</strong> {member.account.id === me && <span className="badge">{t("org.you")}</span>}
            <span className="soft line">{member.account.email}</span>
          </span>
          <span>
            {t(`roles.${member.role}`)}
            <span className="soft line">
              {where && `${member.organisation?.name ?? member.region?.name ?? ""} · `}
              {member.endsAt ? t("org.until", { date: words.moment(member.endsAt) }) : t("org.since", { date: words.date(member.startsAt) })}
            </span>
          </span>
          <Actions member={member} own={member.account.id === me} changed={changed} />
        </li>
      ))}
    </ul>
  );
}
