import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useOwn } from "../../features/activities/own";
import { Propose } from "../../features/matches/Propose";
import { Asked } from "../../features/suggestions/Asked";
import { useActivitySuggestions } from "../../features/suggestions/data";
import { type Activity, itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { COMPANY } from "../../lib/roles";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Empty, Failed, Loading } from "../../ui/States";
import { Gate } from "../Gate";
import { Paused } from "../Paused";

function Questions({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useActivitySuggestions(activity.id);
  if (isPending) return <Loading rows={2} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (data.items.length === 0) return <Empty title={t("chances.none")} text={t("chances.noneText")} />;
  return (
    <>
      <p role="status">{t("chances.count", { count: data.items.length })}</p>
      <ol className="stack">
        {data.items.map(({ request, ...item }) => request && (
          <li key={request.id}><Asked request={request} suggestion={item}><Propose offers request={request} activity={activity} best={item.week} /></Asked></li>
        ))}
      </ol>
    </>
  );
}

function Chances() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { activity: wanted } = useSearch({ from: "/mijn/kansen" });
  const found = useOwn();
  const all = itemsOf(found.data);
  const offers = all.filter(({ state }) => state === "published");
  const chosen = offers.find(({ id }) => id === wanted) ?? offers[0];
  if (found.isPending) return <Loading rows={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const still = all.filter(({ state }) => state === "paused").length;
  if (!chosen) return <Empty title={still > 0 ? t("chances.paused", { count: still }) : t("chances.nothing")} text={t(still > 0 ? "chances.pausedText" : "chances.nothingText")}><p><Link to="/mijn/aanbod" search={(now) => ({ region: now.region })} className="button">{t("nav.ownOffers")}</Link></p></Empty>;
  return (
    <>
      <div className="chips" role="group" aria-label={t("chances.with")}>
        {offers.map((one) => <button key={one.id} type="button" className="chip" aria-pressed={one.id === chosen.id} onClick={() => void navigate({ to: "/mijn/kansen", search: (now) => ({ region: now.region, activity: one.id }), replace: true, resetScroll: false })}>{one.title}</button>)}
      </div>
      <h2>{t("chances.fits", { title: chosen.title })}</h2>
      <Questions key={chosen.id} activity={chosen} />
    </>
  );
}

/** The open requests that one's activities fit, best first, each with the way to offer it. */
export function ChancesPage() {
  const { t } = useTranslation();
  useTitle(t("nav.chances"));
  return <Page title={t("nav.chances")} lead={t("chances.lead")}><Gate roles={COMPANY}>{() => <div className="section stack"><Paused kind="company" /><Chances /></div>}</Gate></Page>;
}
