import { Propose } from "../features/matches/Propose";
import type { Match as Made } from "../features/matches/data";
import { Match } from "../features/suggestions/Match";
import { Miss, Reasons } from "../features/suggestions/NearMisses";
import { misses, nearest, useRequestSuggestions } from "../features/suggestions/data";
import type { Schemas } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { Empty, Failed, Loading } from "../ui/States";

type Props = { request: Schemas["RequestOut"]; start?: boolean; replaces?: string; made?: (match: Made) => void };

/** What fits a request, best first, each with the way to ask for it; `start` begins with the best. */
export function Fits({ request, start, replaces, made }: Props) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useRequestSuggestions(request.id, true);
  if (isPending) return <Loading rows={2} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const close = nearest(misses(data));
  return (
    <>
      {data.reason && <Empty title={t("match.none")} text=""><Reasons reason={data.reason} /></Empty>}
      <ol className="stack">
        {data.items.map(({ activity, ...item }, n) => activity && (
          <li key={activity.id}>
            <Match suggestion={{ activity, ...item }}>
              <Propose key={String(start && n === 0)} request={request} activity={activity} best={item.week} start={start && n === 0} replaces={replaces} made={made} />
            </Match>
          </li>
        ))}
      </ol>
      {close.length > 0 && <h3>{t("match.almost")}</h3>}
      <ul className="stack">
        {close.map((miss) => (
          <li key={miss.activity.id}>
            <Miss miss={miss}>{(other) => <Propose request={request} activity={other} replaces={replaces} made={made} />}</Miss>
          </li>
        ))}
      </ul>
    </>
  );
}
