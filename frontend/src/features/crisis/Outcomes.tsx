import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { OUTCOMES, type Switch } from "./data";

/** What becomes of each appointment, those with the most to do first. */
export function Outcomes({ of }: { of: Switch }) {
  const { t } = useTranslation();
  const words = useWords();
  return OUTCOMES.filter((outcome) => of[outcome] > 0).map((outcome) => (
    <section key={outcome} className="stack">
      <h3>{t(`crisis.${of.mode}.${outcome}`, { count: of[outcome] })}</h3>
      <ul className="lines">
        {of.items.filter((item) => item.outcome === outcome).map((item) => (
          <li key={item.matchId}>
            <span>
              <Link to="/mijn/afspraken/$id" params={{ id: item.matchId }} search={(now) => ({ region: now.region })}>{item.activity}</Link>
              <span className="line soft">{item.school} · {item.company}</span>
            </span>
            <span className="soft">{item.startsAt ? words.moment(item.startsAt) : t("crisis.week", { week: words.week(item.week) })}</span>
          </li>
        ))}
      </ul>
    </section>
  ));
}
