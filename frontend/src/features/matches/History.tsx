import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { capital, useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { useEvents } from "./data";

/** The fact of what was told that says how it was, 1 to 5. */
const SCORE = "score";

/** What happened to a match, step by step, in words. */
export function History({ id }: { id: string }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { data, error, isPending, refetch } = useEvents(id);
  if (isPending) return <Loading rows={2} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <ol className="lines">
      {data.items.map((event) => (
        <li key={event.place}>
          <span>
            {capital(t(`matches.event.${event.type}`, { who: t(`matches.side.${event.side}`) }))}
            {event.type === "feedback" && SCORE in event.facts && `: ${t(`matches.scores.${event.facts[SCORE]}`).toLowerCase()}`}
            {event.reason && `: ${label(event.type === "cancelled" ? "cancel-reasons" : "decline-reasons", event.reason)}`}
            {event.note && <q className="line">{event.note}</q>}
          </span>
          <span className="soft">{words.moment(event.at)}</span>
        </li>
      ))}
    </ol>
  );
}
