import { Link, useParams } from "@tanstack/react-router";
import { Board } from "../../features/rounds/Board";
import { Decided } from "../../features/rounds/Decided";
import { CameOf, Kin } from "../../features/rounds/Kin";
import { Left } from "../../features/rounds/Left";
import { Progress, Steps } from "../../features/rounds/Steps";
import { Take } from "../../features/rounds/Take";
import { Totals } from "../../features/rounds/Totals";
import { hasPlan, isRunning, useRound } from "../../features/rounds/data";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL } from "../../lib/roles";
import { Failed, Loading } from "../../ui/States";
import { Counter } from "../Counter";
import { RoundList } from "../RoundList";

function One() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/regio/rondes/$id" });
  const { data: round, error, refetch } = useRound(id);
  if (error) return <div className="section"><Failed error={error} retry={() => void refetch()} /></div>;
  if (!round) return <div className="section"><Loading rows={4} /></div>;
  return (
    <div className="section stack">
      <p><Link to="/regio/rondes" search={(now) => ({ region: now.region })}>{t("rounds.all")}</Link></p>
      <h2>{round.name} <span className="badge">{t(`rounds.state.${round.state}`)}</span></h2>
      <p>{t(`rounds.explain.${round.state}`)}</p>
      {round.ruralKm > 0 && <p className="soft">{t("plans.ruralTold", { km: round.ruralKm })}</p>}
      <CameOf round={round} />
      {round.isStale && <p className="note">{t("rounds.stale")}</p>}
      {round.failure && <p className="faulty">{t("rounds.failed", { code: String(round.failure.code), at: String(round.failure.pointer) })}</p>}
      {round.published && <p role="status">{t("rounds.sent", { count: round.published.proposed })} {round.published.refused > 0 && t("rounds.notSent", { count: round.published.refused })}</p>}
      <Steps round={round} />
      <Progress round={round} />
      {hasPlan(round) && !isRunning(round) && (
        <>
          <Totals round={round} />
          <Kin round={round} />
          <h2>{t("rounds.pairs")}</h2>
          <Take round={round} />
          <Board key={round.instanceSha256} round={round} />
          <Decided round={round} />
          <h2>{t("rounds.left")}</h2>
          <Left round={round} />
          <p className="soft">{t("rounds.replay")} <a href={`/v1/match-rounds/${round.id}/snapshot`}>{t("rounds.snapshot")}</a>, <a href={`/v1/match-rounds/${round.id}/result`}>{t("rounds.result")}</a></p>
        </>
      )}
    </div>
  );
}

/** A region's rounds, and the way to begin one. */
export function RoundsPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.rounds")} roles={REGIONAL}>{(account) => <RoundList account={account} />}</Counter>;
}

/** One round: its steps, what it brings, and every pair to decide on. */
export function RoundPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.rounds")} roles={REGIONAL}>{() => <One />}</Counter>;
}
