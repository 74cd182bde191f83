import { Link, useNavigate } from "@tanstack/react-router";
import { Make } from "../features/rounds/Make";
import { useRounds } from "../features/rounds/data";
import { itemsOf } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { regionsOf } from "../lib/roles";
import type { Account } from "../lib/session";
import { useWords } from "../lib/words";
import { More } from "../ui/More";
import { Empty, Failed, Loading } from "../ui/States";

const own = (now: { region?: string }) => ({ region: now.region });

/** A region's rounds, newest first, and the form that begins one. */
export function RoundList({ account }: { account: Account }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const regions = regionsOf(account);
  const found = useRounds(regions.length === 1 ? regions[0]?.code : undefined);
  if (found.isPending) return <div className="section"><Loading rows={3} /></div>;
  if (found.error) return <div className="section"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  const items = itemsOf(found.data);
  return (
    <div className="section stack">
      <p>{t("rounds.lead")}</p>
      <p><Link to="/regio/rondes/vooraf" search={own}>{t("plans.title")}</Link></p>
      {items.length === 0 && <Empty title={t("rounds.none")} text={t("rounds.noneText")} />}
      <ul className="stack plain-list">
        {items.map((round) => (
          <li key={round.id} className="stub-row">
            <Link to="/regio/rondes/$id" params={{ id: round.id }} search={own}>{round.name}</Link>
            <span className="soft">{t(`rounds.state.${round.state}`)} · {words.day(round.createdAt)}</span>
          </li>
        ))}
      </ul>
      <More of={found} />
      <Make regions={regions} made={({ id }) => void navigate({ to: "/regio/rondes/$id", params: { id }, search: own })} />
    </div>
  );
}
