import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Loading } from "../../ui/States";
import { type Match, useSlots, useWeeks } from "./data";
import { Moment } from "./Moment";
import { type Pick, blank, waysOf } from "./pick";

const MOST = 3;
type Props = { match: Match; picks: Pick[]; change: (picks: Pick[]) => void };

/** Up to three other moments. */
export function Moments({ match, picks, change }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const slots = useSlots(match.activity.id);
  const weeks = useWeeks(match.activity.id);
  if (!weeks) return <Loading rows={1} />;
  const ways = waysOf(weeks.filter(({ week }) => week !== match.moment.week), slots, t, words);
  const open = ways.filter(({ closed }) => !closed);
  const rows = picks.length > 0 ? picks : [blank(open[0]?.at ?? "")];
  const next = open.find(({ at }) => rows.every((row) => row.at !== at)) ?? open[0];
  return (
    <div className="stack">
      {rows.map((row, n) => <Moment key={n} label={t("matches.moment", { n: n + 1 })} ways={ways} pick={row} change={(pick) => change(rows.map((old, place) => (place === n ? pick : old)))} />)}
      {rows.length < MOST && next && <p><button type="button" className="link" onClick={() => change([...rows, blank(next.at)])}>{t("matches.moreMoments")}</button></p>}
    </div>
  );
}
