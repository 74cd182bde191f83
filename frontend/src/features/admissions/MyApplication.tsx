import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { addressLine, useWords } from "../../lib/words";
import { Details } from "../../ui/Details";
import { Pass } from "../../ui/Pass";
import { Sure } from "../../ui/Sure";
import { type Application, useWithdrawn } from "./data";

/** One's own application, as the mailed link shows it. */
export function MyApplication({ application, token }: { application: Application; token: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const withdraw = useWithdrawn(token);
  const { kind, state, organisation, contact, motivation, note, createdAt, decidedAt, allowedActions } = application;
  return (
    <Pass icon={kind} stub={organisation.name} doubt={state === "rejected" || state === "withdrawn"}>
      <h2>{t(`application.${state}`)}</h2>
      <p>{t(`application.text.${state}`)}</p>
      {note && <blockquote>{note}</blockquote>}
      <Details rows={[
        [t("application.sent"), words.moment(createdAt)],
        [t("application.decided"), decidedAt && words.moment(decidedAt)],
        [t("application.where"), addressLine(organisation)],
        [t("join.kvk"), organisation.kvk],
        [t("application.contact"), [contact.name, contact.email].filter(Boolean).join(", ")],
        [t("join.motivation"), motivation],
      ]} />
      {state === "admitted" && <p><Link to="/inloggen" className="button">{t("nav.signIn")}</Link></p>}
      {allowedActions.includes("withdraw") && (
        <Sure ask={t("application.withdraw")} yes={t("application.withdrawYes")} run={withdraw}>
          <p>{t("application.withdrawText")}</p>
        </Sure>
      )}
    </Pass>
  );
}
