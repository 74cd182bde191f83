import { type FormEvent, type ReactNode, useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { codeOf } from "../../lib/api";
import { useFaults } from "../../lib/faults";
import { useTranslation } from "../../lib/i18n";
import { Part } from "../../ui/Part";
import { Failed } from "../../ui/States";
import { add, change as patch, useSave } from "./data";
import { type Draft, type Professional, begun, bodyOf, draftOf } from "./draft";
import { About, Limit, Shown, When, Who } from "./Parts";

type Props = {
  /** Who is changed, with the version that was read; or who is to be added, by name and account. */
  of: { person: Professional; tag: string } | { companyId: string; name: string; accountId?: string };
  me: string;
  /** The accounts that a profile can belong to, for who may choose. */
  accounts?: [string, string][];
  done: () => void;
  again: () => void;
  children?: ReactNode;
};

/** Everything of somebody on one page, kept at once. */
export function Form({ of, me, accounts, done, again, children }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(() => ("person" in of ? draftOf(of.person) : begun(of.name, of.accountId)));
  const attempt = useAttempt();
  const own = draft.accountId === me;
  const may = { consent: own || draft.accountId === "", account: Boolean(accounts) || !("person" in of) };
  const save = useSave(
    () => ("person" in of ? patch(of.person.id, of.tag, bodyOf(draft, may)) : add({ companyId: of.companyId, ...bodyOf(draft, may) }, attempt.header)),
    done,
  );
  const faults = useFaults(save.error);
  const change = (next: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...next }));
    attempt.next();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const parts = { draft, change, faults };
  const outdated = codeOf(save.error) === "version_mismatch";
  return (
    <form className="parts" onSubmit={submit}>
      <Part title={t("people.part.who")}><Who {...parts} accounts={accounts} /></Part>
      <Part title={t("people.part.when")} lead={t("people.part.whenLead")}><When {...parts} /></Part>
      <Part title={t("people.part.limit")} lead={t("people.part.limitLead")}><Limit {...parts} /></Part>
      <Part title={t("people.part.about")} lead={t("people.part.aboutLead")}><About {...parts} /></Part>
      <Part title={t("people.part.shown")} lead={t("people.part.shownLead")}><Shown {...parts} may={may.consent} own={own} /></Part>
      {save.error && <Failed error={save.error} retry={outdated ? again : undefined} />}
      <div className="buttons keep">
        <button type="submit" className="button" disabled={save.isPending}>{t("people.save")}</button>
        {children}
      </div>
    </form>
  );
}
