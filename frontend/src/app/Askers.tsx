import { useState } from "react";
import { Propose } from "../features/matches/Propose";
import { Asker } from "../features/suggestions/Asker";
import { useAskers } from "../features/suggestions/data";
import type { Activity } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { Failed, Loading } from "../ui/States";

function Found({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAskers(activity.id);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  if (data.length === 0) return <p>{t("demand.nobody")}</p>;
  return (
    <ol className="stack">
      {data.map((asking) => (
        <li key={asking.request.id}>
          <Asker asking={asking}><Propose request={asking.request} activity={activity} best={asking.week} offer={asking.request.title} /></Asker>
        </li>
      ))}
    </ol>
  );
}

/** Which classes an activity fits, asked for when one wants to see them. */
export function Askers({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className="askers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={`${t("demand.who")}: ${activity.title}`}>{t("demand.who")}</summary>
      {open && <Found activity={activity} />}
    </details>
  );
}
