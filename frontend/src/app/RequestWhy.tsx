import { Link } from "@tanstack/react-router";
import { type RequestWhy as Why, useRequestWhy } from "../features/rounds/why";
import { useSteps } from "../features/suggestions/NearMisses";
import { Points } from "../features/suggestions/Points";
import { inWords } from "../features/suggestions/reasons";
import { useTranslation } from "../lib/i18n";
import { useWords } from "../lib/words";
import { Empty, Failed, Loading } from "../ui/States";

/** Why a request got what it got in each round, or got nothing. */
export function RequestWhy({ id }: { id: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data, error, refetch } = useRequestWhy(id);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  if (data.items.length === 0) return <Empty title={t("why.none")} text={t("why.noneAsk")} />;
  return (
    <ol className="stack">
      {data.items.map((why) => (
        <li key={why.round.id}>
          <article className="panel stack" aria-label={why.round.name}>
            <h2>{why.round.name} {why.round.kind === "amendment" && <span className="badge">{t("why.amendment")}</span>} <span className="soft">{words.date(why.round.publishedAt)}</span></h2>
            {why.placed ? <Placed of={why.placed} match={why.match} /> : why.unplaced && <Unplaced of={why.unplaced} />}
            {why.refused && <p className="faulty">{t(`refusals.${why.refused}`, { defaultValue: t("why.refused") })}</p>}
          </article>
        </li>
      ))}
    </ol>
  );
}

function Placed({ of, match }: { of: NonNullable<Why["placed"]>; match: string | null }) {
  const { t } = useTranslation();
  const words = useWords();
  const week = words.week(of.week);
  return (
    <>
      <p className="lead-line">{of.activity ? t("why.placed", { title: of.activity.title, company: of.activity.company.name, week }) : t("why.placedGone", { week })}</p>
      <p>{t("why.asked", { count: of.askedBy, places: words.number(of.places) })}</p>
      <Points parts={of.parts} score={of.score} />
      <ul>{of.parts.map((part) => <li key={part.name}><strong>{t(`match.${part.name}`)}</strong>: {inWords(part, t, words)}</li>)}</ul>
      {match && <p><Link to="/mijn/afspraken/$id" params={{ id: match }} search={(now) => ({ region: now.region })}>{t("why.toMatch")}</Link></p>}
    </>
  );
}

function Unplaced({ of }: { of: NonNullable<Why["unplaced"]> }) {
  const { t } = useTranslation();
  const words = useWords();
  const steps = useSteps();
  const { competition, wouldHelp } = of;
  const limits = (names: string[]) => words.all(names.map((limit) => t(`match.limits.${limit}`)));
  return (
    <>
      <p className="lead-line">{t(`why.reason.${competition && !competition.holders.length ? "nobody_has" : of.reason}`)}</p>
      {of.broken.length > 0 && <ul className="listed">{of.broken.slice(0, 4).map((one) => <li key={one.limits.join()}>{t("why.broken", { count: one.offers, limits: limits(one.limits) })}</li>)}</ul>}
      {of.near.length > 0 && <><h3>{t("why.near")}</h3><ul className="stack">{of.near.map((one) => <li key={one.activity.id}>{one.activity.title}, {one.activity.company.name}. {one.relax ? steps(one.relax) : t("match.fails", { what: limits(one.broken) })}</li>)}</ul></>}
      {competition && competition.holders.length > 0 && <Competition of={competition} />}
      {wouldHelp && <p className="note">{t("why.wouldHelp")} {steps(wouldHelp)}</p>}
      {competition && !wouldHelp && <p className="soft">{t("why.nothingHelps")}</p>}
    </>
  );
}

function Competition({ of }: { of: NonNullable<NonNullable<Why["unplaced"]>["competition"]> }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      <p>{t("why.rivals", { count: of.offers, asked: words.number(of.askedBy) })}</p>
      <ul className="listed">{of.holders.map(({ matches, requests }) => <li key={matches}>{t("why.holders", { count: requests, matches: words.number(matches) })}</li>)}</ul>
      <p>{t("why.own", { count: of.ownMatches })}</p>
      {of.price?.points != null && <p>{t(of.price.ranks ? "why.priceRank" : "why.price", { points: words.number(of.price.points) })}</p>}
    </>
  );
}
