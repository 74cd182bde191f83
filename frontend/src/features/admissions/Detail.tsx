import { type ReactNode } from "react";
import { useTranslation } from "../../lib/i18n";
import { addressLine, useWords } from "../../lib/words";
import { Details } from "../../ui/Details";
import type { Application } from "./data";
import { sender } from "./checks";

/** What somebody said, and what the register says beside it. */
export function Detail({ application, register, children }: { application: Application; register: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const { organisation, contact, motivation, note, state, createdAt, decidedAt, kind } = application;
  const match = sender(contact.email, organisation.website);
  return (
    <div className="stack">
      <div className="bar">
        <h2 id="chosen">{organisation.name}</h2>
        <span className={state === "admitted" ? "badge" : "badge few"}>{t(`queue.state.${state}`)}</span>
      </div>
      {children}
      <div className="halves-of">
        <section>
          <h3>{t("queue.says")}</h3>
          <Details rows={[
            [t("keys.name"), contact.name],
            [t("me.email"), contact.email],
            [t("queue.kind"), t(`join.${kind}`)],
            [t("join.kvk"), organisation.kvk],
            [t("application.where"), addressLine(organisation)],
            [t("school.site"), organisation.website],
            [t("application.sent"), words.moment(createdAt)],
            [t("application.decided"), decidedAt && words.moment(decidedAt)],
          ]} />
          {motivation && <blockquote>{motivation}</blockquote>}
          {note && <p><strong>{t("queue.noted")}</strong> {note}</p>}
        </section>
        <section className="register">
          <h3>{t("queue.register")}</h3>
          {register}
          <p className={match === "same" ? "check good" : "check"}>{t(`queue.sender.${match}`)}</p>
        </section>
      </div>
    </div>
  );
}
