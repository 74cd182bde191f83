import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import type { Round } from "./data";

type Figures = { asked: number; served: number; sitesAsking: number; sitesWithAtLeastOneNew: number; sitesWithZeroEver: number; meanKm: number | null };
const BARS = ["served", "sitesWithAtLeastOneNew"] as const;

/** What the round brings in words, beside what first come, first served would have. */
export function Totals({ round }: { round: Round }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = round.figures as Figures | null;
  const before = round.baseline as Figures | null;
  if (!now || !before) return null;
  const of = { served: now.asked, sitesWithAtLeastOneNew: now.sitesAsking };
  return (
    <div className="totals stack">
      <p className="lead-line">
        {t("rounds.served", { n: words.number(now.served), of: words.number(now.asked) })} {t(now.sitesWithZeroEver ? "rounds.nothing" : "rounds.nobody", { count: now.sitesWithZeroEver })}
      </p>
      {BARS.map((bar) => (
        <div key={bar} className="compared">
          <strong>{t(`rounds.bar.${bar}`)}</strong>
          {([["round", now], ["first", before]] as const).map(([which, figures]) => (
            <div key={which} className="bar" data-of={which}>
              <span>{t(`rounds.${which}`)}</span>
              <span className="meter"><i style={{ width: `${of[bar] ? (figures[bar] / of[bar]) * 100 : 0}%` }} /></span>
              <span className="whole">{words.number(figures[bar])}</span>
            </div>
          ))}
        </div>
      ))}
      <p className="soft">{t(round.gap ? "rounds.gap" : "rounds.proven", { share: words.number(Math.ceil((round.gap ?? 0) * 10_000) / 100) })}</p>
    </div>
  );
}
