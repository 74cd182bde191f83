import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Details } from "../../ui/Details";
import { Failed, Loading } from "../../ui/States";
import { type Kind, type Reliability, useReliability } from "./data";

type Counted = Reliability["counted"][number];

/** Which matches counted, how much, and as what. */
function Matches({ counted }: { counted: Counted[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <details>
      <summary>{t("reliability.which", { count: counted.length })}</summary>
      <p className="soft">{t("reliability.how")}</p>
      <ul className="lines">
        {counted.map((one) => (
          <li key={one.matchId}>
            <span>
              {one.title ? <Link to="/mijn/afspraken/$id" params={{ id: one.matchId }}>{one.title}</Link> : t("reliability.elsewhere")}
              <span className="line">{t(`reliability.outcome.${one.outcome}`)}{one.excused ? ` · ${t("reliability.excused")}` : ` · ${t("reliability.adds", { weight: words.percent(one.weight), credit: words.percent(one.credit) })}`}</span>
            </span>
            <span className="soft">{words.date(one.at)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** How well an organisation keeps its word: counts, the word that others see, and what they are made of. */
export function Figures({ kind, site }: { kind: Kind; site: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useReliability(kind, site);
  if (isPending) return <Loading rows={1} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const { whole, badge, counted } = data;
  if (counted.length === 0) return <p>{t("reliability.none")}</p>;
  const rows = (["kept", "cancelledEarly", "cancelledLate", "noShow", "unanswered", "excused"] as const).map((name): [string, string] => [t(`reliability.count.${name}`), String(whole[name])]);
  return (
    <div className="stack">
      <p>{badge ? <>{t("reliability.others")} <span className={badge === "uneven" ? "badge few" : "badge"}>{t(`reliability.badge.${badge}`)}</span></> : t("reliability.tooFew")}</p>
      <Details rows={[[t("reliability.count.answered"), t("reliability.of", { count: whole.respondedInTime, of: whole.asked })], ...rows]} />
      <Matches counted={counted} />
    </div>
  );
}
