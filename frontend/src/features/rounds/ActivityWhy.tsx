import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Empty, Failed, Loading } from "../../ui/States";
import { type ActivityWhy as Why, useActivityWhy } from "./why";

/** What each round brought an activity, and what would have brought more. */
export function ActivityWhy({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useActivityWhy(id);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  if (data.items.length === 0) return <Empty title={t("why.none")} text={t("why.noneOffer")} />;
  return <ol className="stack">{data.items.map((why) => <li key={why.round.id}><One why={why} /></li>)}</ol>;
}

function One({ why }: { why: Why }) {
  const { t } = useTranslation();
  const words = useWords();
  const more = [
    why.waiting > 0 && why.got >= why.places && t("why.waiting", { count: why.waiting }),
    why.wider && t("why.wider", { count: why.wider.requests, from: why.wider.fromKm, to: why.wider.toKm }),
    ...why.misses.filter(({ limit }) => limit !== "distance" || !why.wider).map(({ limit, requests }) => t("why.misses", { count: requests, limit: t(`match.limits.${limit}`) })),
  ].filter(Boolean);
  return (
    <article className="panel stack" aria-label={why.round.name}>
      <h2>{why.round.name} {why.round.kind === "amendment" && <span className="badge">{t("why.amendment")}</span>} <span className="soft">{words.date(why.round.publishedAt)}</span></h2>
      <p className="lead-line">{t("why.came", { count: why.got, places: words.number(why.places) })}</p>
      <p>{t("why.fitted", { count: why.asked })}</p>
      {why.matches.length > 0 && <ul>{why.matches.map((match, n) => <li key={match}><a href={`/mijn/afspraken/${match}`}>{t("why.match", { n: n + 1 })}</a></li>)}</ul>}
      {more.length > 0 && <><h3>{t("why.more")}</h3><ul className="listed">{more.map((text) => <li key={String(text)}>{text}</li>)}</ul></>}
    </article>
  );
}
