import { useState } from "react";
import { Invitations } from "../features/organisations/Invitations";
import { Invite } from "../features/organisations/Invite";
import { Members } from "../features/organisations/Members";
import { useMembers } from "../features/organisations/data";
import { itemsOf } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { regionsOf } from "../lib/roles";
import { type Account, askSession } from "../lib/session";
import { folded } from "../lib/words";
import { Field } from "../ui/Field";
import { More } from "../ui/More";
import { Failed, Loading } from "../ui/States";

const ROLES = ["regional_coordinator", "event_manager"];

/** Who keeps the region, and who has a role at its schools and companies. */
export function RegionMembers({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  const found = useMembers({});
  const members = itemsOf(found.data);
  const ofRegions = members.filter((member) => member.region);
  const fits = ({ account: { name, email }, organisation }: (typeof members)[number]) => folded([name, email, organisation?.name].join(" ")).includes(folded(q.trim()));
  const others = members.filter((member) => member.organisation).filter(fits);
  const changed = () => void askSession();
  if (found.isPending) return <div className="section"><Loading /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  return (
    <>
      <section className="section">
        <h2>{t("desk.coordinators")}</h2>
        <Members members={ofRegions} me={account.id} where changed={changed} />
        {regionsOf(account).map(({ code, name }) => (
          <div key={code} className="panel stack">
            <h3>{t("desk.invite", { name })}</h3>
            <Invite roles={ROLES} place={{ regionCode: code }} />
          </div>
        ))}
      </section>
      <section className="section">
        <h2>{t("org.invitations")}</h2>
        <Invitations place={{}} />
      </section>
      <section className="section">
        <h2>{t("desk.others")}</h2>
        <Field label={t("desk.search")} type="search" maxLength={100} value={q} onChange={(event) => setQ(event.target.value)} />
        <p role="status">{t("desk.count", { count: others.length })}</p>
        <Members members={others} me={account.id} where changed={changed} />
        <More of={found} />
      </section>
    </>
  );
}
