import type { ReactNode } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { coming } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Sure } from "../../ui/Sure";
import { type Verb, act, useRefreshPeople } from "./data";
import type { Professional } from "./draft";
import { Strip, useHoursWords } from "./Week";

const VERBS: Verb[] = ["pause", "resume", "leave"];

/** What one may do with somebody, each with what it means. */
export function Deeds({ person, small }: { person: Professional; small?: boolean }) {
  const { t } = useTranslation();
  const refresh = useRefreshPeople();
  return VERBS.filter((verb) => person.allowedActions.includes(verb)).map((verb) => (
    <Sure key={verb} small={small} ask={t(`people.${verb}.ask`)} name={person.displayName} yes={t(`people.${verb}.yes`)} run={() => act(person.id, verb)} done={() => void refresh()}>
      <p>{t(`people.${verb}.text`, { name: person.displayName })}</p>
    </Sure>
  ));
}

function useSeen(person: Professional): [text: string, good: boolean] {
  const { t } = useTranslation();
  if (person.state !== "active") return [t(`people.state.${person.state}`), false];
  return person.consentAt ? [t("people.shown"), true] : [t("people.hidden"), false];
}

/** Weeks, limit and certificate: what a planner asks first. */
function Limits({ person }: { person: Professional }) {
  const { t } = useTranslation();
  const words = useWords();
  const off = coming(person.weeksOff ?? []);
  return (
    <p className="meta">
      <strong>{person.capPerMonth ? t("people.cap", { count: person.capPerMonth }) : t("people.noCap")}</strong>
      <span>{t("people.travel", { km: words.number(person.travelKm) })}</span>
      {off.length > 0 && <span>{t("people.off", { weeks: words.all(off.slice(0, 3).map(words.week)), count: off.length })}</span>}
      {person.vogValidUntil && <span>{t("people.vogUntil", { date: words.date(person.vogValidUntil) })}</span>}
      {person.lastAskedAt && <span>{t("people.asked", { date: words.date(person.lastAskedAt) })}</span>}
    </p>
  );
}

/** Somebody as a ticket: the week on the stub, the rest beside it. */
export function Card({ person, children }: { person: Professional; children?: ReactNode }) {
  const { labels, short } = useConcepts();
  const hours = useHoursWords();
  const [seen, good] = useSeen(person);
  return (
    <article className="ticket staff" data-away={person.state !== "active"}>
      <div className="stub">
        <Strip hours={person.availability ?? []} />
      </div>
      <div className="ticket-main">
        <h3>{person.displayName}</h3>
        <span className={good ? "badge" : "badge few"}>{seen}</span>
        {person.function && <p className="soft">{person.function}</p>}
        <p className="meta"><span>{hours(person.availability ?? [])}</span></p>
        <Limits person={person} />
        <p className="meta"><span>{[short("levels", person.levels), labels("subjects", person.subjects)].filter(Boolean).join(" · ")}</span></p>
        <div className="line-actions">{children}</div>
      </div>
    </article>
  );
}
