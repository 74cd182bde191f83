import { useState } from "react";
import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Details } from "../../ui/Details";
import { Choice } from "../../ui/Field";
import { Sure } from "../../ui/Sure";
import { Timeline } from "./Timeline";
import { type EndReason, type Partnership, accept, end, useRefresh } from "./data";

const REASONS: EndReason[] = ["goal_reached", "no_response", "contact_left", "other"];

function End({ one }: { one: Partnership }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const refresh = useRefresh();
  const [reason, setReason] = useState<EndReason>("goal_reached");
  const kind = one.state === "proposed" ? "no" : "end";
  return (
    <Sure ask={t(`partners.${kind}.ask`)} name={`${one.school.name}, ${one.company.name}`} yes={t(`partners.${kind}.yes`)} run={() => end(one.id, { reason })} done={() => void refresh()}>
      <h3>{t(`partners.${kind}.title`)}</h3>
      <Choice label={t("partners.why")} value={reason} of={REASONS.map((code) => [code, label("end-reasons", code)])} onChange={(event) => setReason(event.target.value as EndReason)} />
    </Sure>
  );
}

/** What two partners agreed, their years, and what can be done. */
export function Card({ one }: { one: Partnership }) {
  const { t } = useTranslation();
  const { label, labels, short } = useConcepts();
  const words = useWords();
  const refresh = useRefresh();
  const { agreement, state } = one;
  return (
    <article className="panel stack">
      <h2 className="heading">{one.school.name} – {one.company.name}</h2>
      <p><span className={state === "active" ? "badge" : "badge few"}>{t(`partners.state.${state}`)}</span></p>
      {one.waitsFor.length > 0 && <p>{t("partners.waits", { who: words.all(one.waitsFor.map((side) => t(`partners.side.${side}`))) })}</p>}
      {state === "dormant" && <p>{t("partners.dormant")}</p>}
      {one.endReason && <p>{t("partners.ended", { why: label("end-reasons", one.endReason), date: words.date(one.endedOn ?? "") })}</p>}
      <Details rows={[
        [t("partners.since"), one.startedOn && words.date(one.startedOn)],
        [t("partners.perYear"), agreement.activitiesPerYear && t("partners.activities", { count: agreement.activitiesPerYear })],
        [t("partners.levels"), short("levels", agreement.levels ?? [])],
        [t("partners.goals"), labels("goals", agreement.goals ?? [])],
      ]} />
      {state !== "proposed" && <Timeline id={one.id} />}
      <div className="buttons">
        {one.allowedActions.includes("accept") && (
          <Sure ask={t("partners.accept.ask")} name={`${one.school.name}, ${one.company.name}`} yes={t("partners.accept.yes")} run={() => accept(one.id)} done={() => void refresh()}>
            <h3>{t("partners.accept.title")}</h3>
            <p>{t("partners.accept.text")}</p>
          </Sure>
        )}
        {one.allowedActions.includes("end") && <End one={one} />}
      </div>
    </article>
  );
}
