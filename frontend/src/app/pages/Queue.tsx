import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useQueue } from "../../features/admissions/data";
import { STATES } from "../../features/admissions/states";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL, regionsOf } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { More } from "../../ui/More";
import { SearchForm } from "../../ui/SearchForm";
import { Empty, Failed, Loading } from "../../ui/States";
import { Counter } from "../Counter";
import { Desk } from "../Desk";

const ALL = [...STATES, "all"] as const;

function Waiting({ account }: { account: Account }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { state = "applied", q } = useSearch({ from: "/regio/aanmeldingen" });
  const [told, setTold] = useState("");
  const found = useQueue(state === "all" ? undefined : state, q);
  const items = itemsOf(found.data);
  const change = (next: { q?: string; choice?: string }) => void navigate({ to: "/regio/aanmeldingen", search: (now) => ({ region: now.region, q: next.q, state: next.choice as never }) });
  return (
    <div className="section" aria-busy={found.isFetching}>
      <SearchForm key={`${q}${state}`} q={q} choice={state} label={t("queue.search")} choiceLabel={t("queue.show")} of={ALL.map((code) => ({ code, text: t(`queue.state.${code}`) }))} change={change} />
      <p role="status">{told} {found.data && t("queue.count", { count: found.data.pages[0]?.count ?? items.length })}</p>
      {found.isPending && <Loading rows={3} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <Empty title={t(state === "applied" && !q ? "queue.empty" : "queue.nothing")} text={t(state === "applied" && !q ? "queue.emptyText" : "queue.nothingText")} />}
      {items.length > 0 && (
        <Desk key={`${state}${q}`} applications={items} regions={regionsOf(account).length > 1}
          decided={(now, verb) => setTold(t(`queue.done.${verb}`, { name: now.organisation.name }))} />
      )}
      <More of={found} />
    </div>
  );
}

export function QueuePage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.queue")} roles={REGIONAL}>{(account) => <Waiting account={account} />}</Counter>;
}
