import { useTranslation } from "../../lib/i18n";
import { useConcepts } from "../../lib/concepts";
import type { Draft } from "./draft";

/** The sentence that grows with every answer. */
export function Grown({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const { find, label, labels, text } = useConcepts();
  const kind = draft.kinds?.[0];
  const phrase = kind
    ? text(find("kinds", kind)?.extra.phrase as Record<string, string> | undefined, label("kinds", kind))
    : t("ask.something");
  return (
    <p className="grown">
      {t("ask.begin")} <mark>{phrase}</mark>
      {draft.pupils || draft.level ? ` ${t("ask.for")} ` : ""}
      {draft.pupils ? <mark>{t("ask.pupils", { count: draft.pupils })}</mark> : null}
      {draft.pupils && draft.level ? ` ${t("ask.of")} ` : ""}
      {draft.level ? <mark>{`${draft.year ?? ""} ${label("levels", draft.level)}`.trim()}</mark> : null}
      {draft.siteName ? <> {t("ask.at")} <mark>{draft.siteName}</mark></> : null}
      {draft.themes?.length ? <> {t("ask.about")} <mark>{labels("themes", draft.themes).toLowerCase()}</mark></> : null}
      {draft.subjects?.length ? <> {t("ask.with")} <mark>{labels("subjects", draft.subjects).toLowerCase()}</mark></> : null}
    </p>
  );
}
