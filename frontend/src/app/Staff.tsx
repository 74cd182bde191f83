import { useState } from "react";
import { useMembers } from "../features/organisations/data";
import { Card, Deeds } from "../features/professionals/Card";
import { Edit } from "../features/professionals/Edit";
import { Form } from "../features/professionals/Form";
import { usePeople } from "../features/professionals/data";
import { itemsOf } from "../lib/api";
import { focusOnce } from "../lib/focus";
import { useTranslation } from "../lib/i18n";
import { More } from "../ui/More";
import { Empty, Failed, Loading } from "../ui/States";

type Props = { company: { id: string; name: string }; me: string };

function List({ company, left, open }: { company: string; left: boolean; open: (id: string) => void }) {
  const { t } = useTranslation();
  const found = usePeople(company, left);
  const people = itemsOf(found.data);
  if (found.isPending) return <Loading rows={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (people.length === 0) return left ? <p className="soft">{t("people.nobodyLeft")}</p> : <Empty title={t("people.none")} text={t("people.noneText")} />;
  return (
    <>
      <ul className="stack">
        {people.map((person) => (
          <li key={person.id}>
            <Card person={person}>
              {person.allowedActions.includes("edit") && <button type="button" className="link" aria-label={`${t("people.edit")}: ${person.displayName}`} onClick={() => open(person.id)}>{t("people.edit")}</button>}
              <Deeds person={person} small />
            </Card>
          </li>
        ))}
      </ul>
      <More of={found} />
    </>
  );
}

/** The accounts that hold a role at the company, by name. */
function useAccounts(company: string): [string, string][] {
  const members = itemsOf(useMembers({ organisation: company }).data);
  return [...new Map(members.map(({ account }) => [account.id, account.name ?? account.email ?? ""])).entries()];
}

/** The people of a company: a list, or one of them to change. */
export function Staff({ company, me }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string>();
  const [kept, setKept] = useState(false);
  const [left, setLeft] = useState(false);
  const accounts = useAccounts(company.id);
  const show = (id?: string) => {
    setKept(false);
    setOpen(id);
  };
  const done = () => {
    setOpen(undefined);
    setKept(true);
  };
  if (open) {
    const stop = <button type="button" className="button ghost" onClick={() => show()}>{t("people.stop")}</button>;
    const form = { me, accounts, done };
    return (
      <section className="section" aria-labelledby={company.id}>
        <h2 id={company.id} ref={focusOnce} tabIndex={-1}>{t(open === "new" ? "people.addTo" : "people.changeAt", { company: company.name })}</h2>
        {open === "new" ? <Form of={{ companyId: company.id, name: "" }} again={() => show()} {...form}>{stop}</Form> : <Edit id={open} {...form}>{stop}</Edit>}
      </section>
    );
  }
  return (
    <section className="section" aria-label={company.name}>
      <h2>{company.name}</h2>
      <div className="buttons">
        <button type="button" className="button" onClick={() => show("new")}>{t("people.add")}</button>
        <button type="button" className="link" aria-pressed={left} onClick={() => setLeft(!left)}>{t(left ? "people.showNow" : "people.showLeft")}</button>
        <span role="status">{kept && t("people.saved")}</span>
      </div>
      <List company={company.id} left={left} open={show} />
    </section>
  );
}
