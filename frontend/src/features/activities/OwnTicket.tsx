import type { ReactNode } from "react";
import { codeOf } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { coming } from "../../lib/weeks";
import { runs } from "../../lib/words";
import { Icon } from "../../ui/Icon";
import { Failed } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { type Own, type Verb, act, useDeed } from "./own";

const AT_ONCE: Verb[] = ["publish", "pause"];
type Props = { activity: Own; done: (verb: Verb) => void; needsCode: () => void };

function Deeds({ activity, done, needsCode }: Props) {
  const { t } = useTranslation();
  const deed = useDeed((verb: Verb) => act(activity.id, verb), done);
  const may = (verb: Verb) => activity.allowedActions.includes(verb);
  const code = codeOf(deed.error) === "code_of_conduct_required";
  const run = (verb: Verb) => deed.mutate(verb, { onError: (error) => codeOf(error) === "code_of_conduct_required" && needsCode() });
  return (
    <>
      {deed.error && !code && <Failed error={deed.error} />}
      {AT_ONCE.filter((verb) => may(verb) && (verb !== "publish" || hasWeeks(activity))).map((verb) => (
        <button key={verb} type="button" className={verb === "publish" ? "button" : "link"} disabled={deed.isPending} aria-label={`${t(`offers.${verb}.ask`)}: ${activity.title}`} onClick={() => run(verb)}>
          {t(`offers.${verb}.ask`)}
        </button>
      ))}
      {may("archive") && (
        <Sure small ask={t("offers.archive.ask")} name={activity.title} yes={t("offers.archive.yes")} run={() => deed.mutateAsync("archive")}>
          <p>{t("offers.archive.text")}</p>
        </Sure>
      )}
    </>
  );
}

/** Whether it has a week to come: without one it fits no class, and cannot be made public. */
const hasWeeks = (activity: Own) => coming(activity.weeks).length > 0;

/** What a company offers, as a ticket: who sees it, and what one may do. */
export function OwnTicket({ activity, children, ...deeds }: Props & { children?: ReactNode }) {
  const { t } = useTranslation();
  const { label, short } = useConcepts();
  return (
    <article className="ticket own" data-away={activity.state !== "published" && activity.state !== "draft"}>
      <div className="stub">
        <Icon names={activity.themes} />
        <span>{label("kinds", activity.kind)}</span>
      </div>
      <div className="ticket-main">
        <h3>{activity.title}</h3>
        <span className={activity.state === "published" ? "badge" : "badge few"}>{t(`offers.state.${activity.state}`)}</span>
        <p className="soft">{activity.company.name}</p>
        <p className="meta">
          <strong>{short("levels", activity.levels)} {runs(activity.years)}</strong>
          {activity.durationMinutes && <span>{t("activity.minutes", { count: activity.durationMinutes })}</span>}
          <span>{t("activity.places", { count: activity.placesLeft })}</span>
        </p>
        <div className="own-rest">
          <p>{t(activity.allowedActions.includes("publish") && !hasWeeks(activity) ? "offers.needsWeeks" : `offers.seen.${activity.state}`)}</p>
          <div className="line-actions"><Deeds activity={activity} {...deeds} />{children}</div>
        </div>
      </div>
    </article>
  );
}
