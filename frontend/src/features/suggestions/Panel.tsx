import { useTranslation } from "../../lib/i18n";
import { Empty, Failed, Loading } from "../../ui/States";
import { type Draft, misses, nearest, useFit, useSuggestions } from "./data";
import { Match } from "./Match";
import { Miss, Reasons } from "./NearMisses";

type Apply = (change: Partial<Draft>) => void;
type Props = { draft: Draft; begun: boolean; wanted?: string; apply?: Apply };

/** How the activity that was asked for fits, whether or not it is among the best. */
function Wanted({ draft, wanted, apply }: { draft: Draft; wanted: string; apply?: Apply }) {
  const { t } = useTranslation();
  const { data, error } = useFit(draft, wanted);
  const [suggestion] = data?.items ?? [];
  const [miss] = misses(data);
  if (error) return null;
  return (
    <div className="stack">
      <h3>{t(miss ? "match.wantedNot" : "match.wanted")}</h3>
      {suggestion ? <Match suggestion={suggestion} /> : miss ? <Miss miss={miss} apply={apply} /> : <Loading rows={1} />}
    </div>
  );
}

/** Suggestions for a draft while it is written: what fits, what nearly fits, and why nothing does. */
export function Panel({ draft, begun, wanted, apply }: Props) {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useSuggestions(draft, begun);
  const items = (data?.items ?? []).filter(({ activity }) => activity?.id !== wanted);
  const close = nearest(misses(data).filter(({ activity }) => activity.id !== wanted));
  return (
    <section aria-labelledby="fits" aria-live="polite" aria-busy={isFetching} className="stack fits">
      <h2 id="fits" tabIndex={-1}>{t("match.title")}</h2>
      {!begun && <p className="soft">{t("match.waiting")}</p>}
      {begun && wanted && <Wanted draft={draft} wanted={wanted} apply={apply} />}
      {begun && error && <Failed error={error} retry={() => void refetch()} />}
      {begun && !data && !error && <Loading rows={2} />}
      {begun && data && (
        <>
          {wanted && items.length > 0 && <h3>{t("match.others")}</h3>}
          <ol className="stack">
            {items.map((suggestion) => (
              <li key={suggestion.activity?.id}><Match suggestion={suggestion} /></li>
            ))}
          </ol>
          {data.reason && <Empty title={t("match.none")} text=""><Reasons reason={data.reason} /></Empty>}
          {close.length > 0 && (
            <>
              <h3>{t("match.almost")}</h3>
              <ul className="stack">
                {close.map((miss) => <li key={miss.activity.id}><Miss miss={miss} apply={apply} /></li>)}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
