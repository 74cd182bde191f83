import { Link } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import { useTranslation } from "../lib/i18n";
import { useActivities } from "../features/activities/data";
import type { Filled } from "../features/activities/Sentence";
import { Tickets } from "../features/activities/Ticket";
import type { Place } from "../features/regions/data";
import { useConcepts } from "../lib/concepts";
import { Empty, Failed, Loading } from "../ui/States";
import { loadAround, loadPanel } from "./chunks";

const Panel = lazy(loadPanel);
const Around = lazy(loadAround);
const WITHIN_KM = 60;
const CHIPS = 5;
type Props = { region?: string; filled: Filled; place?: Place; change: (next: Filled) => void };

/** What was found, beside a small map; when nothing was found the sentence becomes a request. */
export function Results({ region, filled, place, change }: Props) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const { q, kind, level, year, theme } = filled;
  const where = place?.near ? { near: place.near, withinKm: WITHIN_KM } : { region: place?.region ?? region };
  const found = useActivities({ q, kind, level, year, theme, ...where });
  const pages = found.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const themes = Object.keys(pages[0]?.facets?.theme ?? {}).slice(0, CHIPS);
  const chips = theme && !themes.includes(theme) ? [theme, ...themes] : themes;
  const narrowed = Boolean(q || kind || level || year || theme || place || region);
  const ask = <Link to="/vraag" search={{ region, kind, level, year, theme }} className="button">{t("nav.ask")}</Link>;
  if (found.isPending) return <div className="columns"><Loading /></div>;
  if (found.error) return <div className="columns"><Failed error={found.error} retry={() => void found.refetch()} /></div>;
  return (
    <div className="columns">
      <section aria-labelledby="found" aria-busy={found.isFetching}>
        <div className="bar">
          <h2 id="found" aria-live="polite">{t("home.count", { count: pages[0]?.count ?? items.length })}</h2>
          <div className="chips" role="group" aria-label={t("home.narrow")}>
            {chips.length > 0 && <button type="button" className="chip" aria-pressed={!theme} onClick={() => change({ ...filled, theme: undefined })}>{t("home.all")}</button>}
            {chips.map((code) => (
              <button key={code} type="button" className="chip" aria-pressed={theme === code} onClick={() => change({ ...filled, theme: theme === code ? undefined : code })}>
                {label("themes", code)}
              </button>
            ))}
          </div>
        </div>
        {items.length > 0 ? <Tickets activities={items} numbered /> : (
          <div className="stack">
            <Empty title={t(narrowed ? "home.nothing" : "home.emptyTitle")} text={t(narrowed ? "home.nothingText" : "home.emptyText")}>{ask}</Empty>
            {narrowed && <Suspense><Panel begun draft={{ kinds: kind ? [kind as never] : [], level: level as never, year, themes: theme ? [theme as never] : [] }} /></Suspense>}
          </div>
        )}
        {found.hasNextPage && (
          <p style={{ marginTop: "1.2rem" }}>
            <button type="button" className="button ghost" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t("home.more")}</button>
          </p>
        )}
      </section>
      <aside className="panel stack" aria-label={t("home.around")}>
        <Suspense fallback={<div className="minimap" />}><Around activities={items} place={place} region={place?.region ?? region} /></Suspense>
        <p className="soft">{t("home.cantFind")}</p>
        <div>{ask}</div>
      </aside>
    </div>
  );
}
