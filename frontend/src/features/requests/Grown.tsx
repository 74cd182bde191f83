import { useTranslation } from "../../lib/i18n";
import { useConcepts } from "../../lib/concepts";
import { useWords } from "../../lib/words";
import type { Draft } from "./draft";

/** The sentence that grows with every answer. */
export function Grown({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const { label, phrase } = useConcepts();
  const words = useWords();
  const kinds = (draft.kinds ?? []).map((kind) => phrase("kinds", kind));
  const themes = (draft.themes ?? []).map((theme) => phrase("themes", theme));
  const subjects = (draft.subjects ?? []).map((subject) => phrase("subjects", subject));
  return (
    <p className="grown">
      {t("ask.begin")} <mark>{kinds.length > 0 ? words.either(kinds) : t("ask.something")}</mark>
      {draft.pupils || draft.level ? ` ${t("ask.for")} ` : ""}
      {draft.pupils ? <mark>{t("ask.pupils", { count: draft.pupils })}</mark> : null}
      {draft.pupils && draft.level ? ` ${t("ask.of")} ` : ""}
      {draft.level ? <mark>{`${draft.year ?? ""}\u00a0${label("levels", draft.level)}`.trim()}</mark> : null}
      {draft.siteName ? <> {t("ask.at")} <mark>{draft.siteName}</mark></> : null}
      {themes.length > 0 ? <> {t("ask.about")} <mark>{words.all(themes)}</mark></> : null}
      {subjects.length > 0 ? <> {t("ask.with")} <mark>{words.either(subjects)}</mark></> : null}
    </p>
  );
}
