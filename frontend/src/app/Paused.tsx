import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Organisation, organisationQuery } from "../features/organisations/data";
import { useTranslation } from "../lib/i18n";
import { organisationsOf } from "../lib/roles";
import { useSession } from "../lib/session";

/** Those of one's organisations that do not take part for a while. */
export function usePaused(kind: Organisation["kind"]): Organisation[] {
  const { account } = useSession();
  const own = account ? organisationsOf(account).filter((one) => (one.kind === "company") === (kind === "company")) : [];
  return useQueries({
    queries: own.map(({ id }) => organisationQuery(id)),
    combine: (found) => found.flatMap(({ data }) => (data?.state === "paused" ? [data] : [])),
  });
}

/** That one's organisation pauses, what that means here, and where it ends. */
export function Paused({ kind }: { kind: Organisation["kind"] }) {
  const { t } = useTranslation();
  return usePaused(kind).map(({ id, name }) => (
    <p key={id} className="note">
      <strong>{t("org.paused.title", { name })}</strong> {t(`org.paused.${kind}`)}{" "}
      <Link to="/mijn/organisatie/$id" params={{ id }} search={(now) => ({ region: now.region })}>{t("org.paused.end")}</Link>
    </p>
  ));
}
