import { useTranslation } from "../../lib/i18n";
import type { Organisation } from "../../lib/organisations";
import { askSession } from "../../lib/session";
import { Sure } from "../../ui/Sure";
import { type Verb, act, useRefresh } from "./data";

const VERBS: Verb[] = ["pause", "resume", "leave", "archive"];

/** Whether the organisation takes part, and what pausing or leaving means. */
export function TakingPart({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const { id, kind, name, state, allowedActions } = organisation;
  return (
    <div className="stack">
      <p><span className={state === "active" ? "badge" : "badge few"}>{t(`org.state.${state}`)}</span></p>
      <p>{t(`org.stateText.${state}`, { defaultValue: "" })}</p>
      {VERBS.filter((verb) => allowedActions.includes(verb)).map((verb) => (
        <Sure key={verb} ask={t(`org.${verb}.ask`)} yes={t(`org.${verb}.yes`)} run={() => act(id, verb)} done={() => void Promise.all([refresh(), askSession()])}>
          <h3>{t(`org.${verb}.title`, { name })}</h3>
          <p>{t(`org.${verb}.${kind}`)}</p>
        </Sure>
      ))}
    </div>
  );
}
