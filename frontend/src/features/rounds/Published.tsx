import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { More } from "../../ui/More";
import { Failed, Loading } from "../../ui/States";
import { useRounds } from "./data";

/** Rounds that were sent, each with the files by which anybody replays it. */
export function Published() {
  const { t } = useTranslation();
  const words = useWords();
  const found = useRounds(undefined);
  if (found.isPending) return <Loading rows={2} />;
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const sent = itemsOf(found.data).filter(({ publishedAt }) => publishedAt !== null);
  return (
    <>
      {sent.length === 0 && <p>{t("roundRules.noneSent")}</p>}
      <ul className="stack">
        {sent.map((round) => (
          <li key={round.id}>
            <strong>{round.name}</strong> <span className="soft">{round.publishedAt && words.date(round.publishedAt)}</span>
            <p><a href={`/v1/match-rounds/${round.id}/snapshot`} aria-label={`${round.name}: ${t("rounds.snapshot")}`}>{t("rounds.snapshot")}</a>, <a href={`/v1/match-rounds/${round.id}/result`} aria-label={`${round.name}: ${t("rounds.result")}`}>{t("rounds.result")}</a></p>
            <p className="soft">{t("roundRules.seed")} <code className="seed">{round.seed}</code></p>
          </li>
        ))}
      </ul>
      <More of={found} />
    </>
  );
}
