import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { coming } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Icon } from "../../ui/Icon";
import { Failed } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { type Own, VERBS, type Verb, act, useDeed } from "./own";

const WAITING = ["open", "needs_confirmation", "expired"];
const LOOKING = ["open", "needs_confirmation"];

export function Deeds({ request, done }: { request: Own; done: (verb: Verb) => void }) {
  const { t } = useTranslation();
  const deed = useDeed((verb: Verb) => act(request.id, verb), done);
  const may = (verb: string) => request.allowedActions.includes(verb);
  return (
    <>
      {deed.error && <Failed error={deed.error} />}
      {VERBS.filter(may).map((verb) => (
        <button key={verb} type="button" className="button" disabled={deed.isPending} aria-label={`${t(`asks.${verb}.ask`)}: ${request.title}`} onClick={() => deed.mutate(verb)}>
          {t(`asks.${verb}.ask`)}
        </button>
      ))}
      {may("withdraw") && (
        <Sure small ask={t("asks.withdraw.ask")} name={request.title} yes={t("asks.withdraw.yes")} run={() => deed.mutateAsync("withdraw")}>
          <p>{t("asks.withdraw.text")}</p>
        </Sure>
      )}
    </>
  );
}

/** How it stands, in a word. */
export function Stands({ request: { state } }: { request: Own }) {
  const { t } = useTranslation();
  const doubt = ["needs_confirmation", "expired"].includes(state);
  return <span className={doubt ? "badge few" : "badge"}>{t(`asks.state.${state}`)}</span>;
}

/** What happens next, with the day by which it does. */
export function Next({ request }: { request: Own }) {
  const { t } = useTranslation();
  const words = useWords();
  if (LOOKING.includes(request.state) && coming(request.weeksOk).length === 0) return <p data-soon="true">{t("asks.weeksOver")}</p>;
  const day = request.state === "needs_confirmation" ? request.confirmBy : request.respondBy;
  return <p>{t(`asks.next.${request.state}`, { date: day ? words.date(day) : "" })}</p>;
}

/** A request as a ticket: how it stands, what happens next, and what one may do. */
export function OwnTicket({ request, done, children }: { request: Own; done: (verb: Verb) => void; children?: ReactNode }) {
  const { t } = useTranslation();
  const { label, short } = useConcepts();
  const words = useWords();
  return (
    <article className="ticket own" data-away={["withdrawn", "retired"].includes(request.state)}>
      <div className="stub">
        <Icon names={request.themes} />
        <span>{label("kinds", request.kinds[0] ?? "")}</span>
      </div>
      <div className="ticket-main">
        <h3><Link to="/mijn/vragen/$id" params={{ id: request.id }} search={(now) => ({ region: now.region })}>{request.title}</Link></h3>
        <Stands request={request} />
        <p className="soft">{request.site.name}{request.topic && ` · ${request.topic}`}</p>
        <p className="meta">
          <strong>{request.year} {short("levels", [request.level])}</strong>
          <span>{t("asks.pupils", { count: request.pupils })}</span>
          {request.staff !== null && <span>{t("asks.staff", { count: request.staff })}</span>}
          {request.openedAt && WAITING.includes(request.state) && <span>{t("asks.since", { date: words.date(request.openedAt) })}</span>}
        </p>
        <div className="own-rest">
          <Next request={request} />
          <div className="line-actions"><Deeds request={request} done={done} />{children}</div>
        </div>
      </div>
    </article>
  );
}
