import { Link } from "@tanstack/react-router";
import { itemsOf } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { More } from "../../ui/More";
import { Empty, Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { type Sleeper, VERBS, useSleepers, useSteer } from "./data";

function One({ sleeper }: { sleeper: Sleeper }) {
  const { t } = useTranslation();
  const words = useWords();
  const steer = useSteer(sleeper.id);
  const asked = sleeper.askedAt ? t("dormancy.asked", { date: words.date(sleeper.askedAt) }) : t("dormancy.notAsked");
  return (
    <article className="panel stack">
      <h2 className="heading"><Link to="/mijn/organisatie/$id" params={{ id: sleeper.id }} search={(now) => ({ region: now.region })}>{sleeper.name}</Link></h2>
      <p className="soft">{t(`dormancy.kind.${sleeper.kind}`)} · {t("dormancy.last", { date: words.date(sleeper.lastActiveAt) })}</p>
      <p>{sleeper.state === "paused" ? t("dormancy.paused") : asked}</p>
      <div className="buttons">
        {VERBS.filter((verb) => sleeper.allowedActions.includes(verb)).map((verb) => (
          <Sure key={verb} small ask={t(`dormancy.do.${verb}`)} name={sleeper.name} yes={t(`dormancy.yes.${verb}`)} run={() => steer(verb)}>
            <p>{t(`dormancy.sure.${verb}`)}</p>
          </Sure>
        ))}
      </div>
    </article>
  );
}

/** Who was not heard of for a year, and what to do about it. */
export function Sleepers() {
  const { t } = useTranslation();
  const found = useSleepers();
  const items = itemsOf(found.data);
  return (
    <div className="section stack">
      <p className="lead-line">{t("dormancy.lead")}</p>
      {found.isPending && <Loading rows={2} />}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <Empty title={t("dormancy.none")} text={t("dormancy.noneText")} />}
      <ul className="stack">{items.map((sleeper) => <li key={sleeper.id}><One sleeper={sleeper} /></li>)}</ul>
      <More of={found} />
    </div>
  );
}
