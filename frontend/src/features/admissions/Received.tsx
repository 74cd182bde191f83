import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../lib/api";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Pass } from "../../ui/Pass";

/** What was received, and what happens next. */
export function Received({ received, email }: { received: Schemas["ApplicationReceived"]; email: string }) {
  const { t } = useTranslation();
  return (
    <Pass icon={received.kind} stub={received.organisationName}>
      <h2 ref={focusOnce} tabIndex={-1}>{t("join.received")}</h2>
      <ol className="next">
        <li>{t("join.next1", { email })}</li>
        <li>{t("join.next2")}</li>
        <li>{t("join.next3")}</li>
      </ol>
      <p><Link to="/" className="button">{t("join.look")}</Link></p>
    </Pass>
  );
}

/** The same, before it is sent. */
export function How() {
  const { t } = useTranslation();
  return (
    <aside className="panel stack" aria-labelledby="how">
      <h2 id="how">{t("join.how")}</h2>
      <ol className="next">{["next0", "next2", "next3"].map((step) => <li key={step}>{t(`join.${step}`)}</li>)}</ol>
    </aside>
  );
}
