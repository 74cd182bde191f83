import { useTranslation } from "../../lib/i18n";
import { Empty, Failed, Loading } from "../../ui/States";
import { type Draft, useSuggestions } from "./data";
import { Match } from "./Match";
import { NearMisses, Reasons } from "./NearMisses";

/** Suggestions for a draft while it is written: what fits, what nearly fits, and why nothing does. */
export function Panel({ draft, begun, apply }: { draft: Draft; begun: boolean; apply?: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useSuggestions(draft, begun);
  return (
    <section aria-labelledby="fits" aria-live="polite" aria-busy={isFetching} className="stack">
      <h2 id="fits">{t("match.title")}</h2>
      {!begun && <p className="soft">{t("match.waiting")}</p>}
      {begun && error && <Failed error={error} retry={() => void refetch()} />}
      {begun && !data && !error && <Loading rows={2} />}
      {begun && data && (
        <>
          <ol className="stack">
            {data.items.map((suggestion) => (
              <li key={suggestion.activity?.id}>
                <Match suggestion={suggestion} />
              </li>
            ))}
          </ol>
          {data.reason && (
            <Empty title={t("match.none")} text="">
              <Reasons reason={data.reason} />
            </Empty>
          )}
          {data.nearMisses.length > 0 && (
            <>
              <h3>{t("match.almost")}</h3>
              <NearMisses misses={data.nearMisses} apply={apply} />
            </>
          )}
        </>
      )}
    </section>
  );
}
