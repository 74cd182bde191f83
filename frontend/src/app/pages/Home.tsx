import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { type Filled, Sentence } from "../../features/activities/Sentence";
import { usePlace, usePlaces } from "../../features/regions/data";
import { useSettled } from "../../lib/kept";
import { useTitle } from "../../lib/title";
import { Illustration } from "../../ui/Illustration";
import { Failed, Strange } from "../../ui/States";
import { Results } from "../Results";
import { industryOf } from "../industries";
import { useKnown } from "../known";

/** The sentence on the brand field; the address holds the search. */
export function Home() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { known, strange, ready } = useKnown(useSearch({ from: "/" }));
  const { region, ...filled } = known;
  const [typed, setTyped] = useState("");
  const hints = usePlaces(useSettled(typed));
  const { place, others, unknown, pending, error, retry } = usePlace(filled.place);
  useTitle(t("home.title"));
  const change = (next: Filled) => void navigate({ to: "/", search: { region, ...next }, resetScroll: false });
  return (
    <>
      <div className="field">
        <div className="wrap hero">
          <h1>{t("home.title")}</h1>
          <p className="lead">{t("home.lead")}</p>
        </div>
        <Illustration name={industryOf(region)} />
      </div>
      <div className="wrap">
        <Sentence key={`${filled.place} ${filled.q}`} filled={filled} places={hints.data?.items.map((item) => item.label) ?? []} typing={setTyped} change={change} />
        <div className="notes">
          <Strange words={strange} />
          {unknown && <p className="note fault" role="alert">{t("home.unknownPlace", { place: filled.place })}</p>}
          {place && !place.near && <p className="note" role="status">{t("home.vaguePlace", { place: place.name })}</p>}
          {error && <Failed error={error} retry={retry} />}
          {others.length > 0 && (
            <div className="chips" role="group" aria-label={t("home.namesakes")}>
              <span className="soft">{t("home.namesakes")}</span>
              {others.map((name) => <button key={name} type="button" className="chip" onClick={() => change({ ...filled, place: name })}>{name}</button>)}
            </div>
          )}
        </div>
        {ready && !pending && <Results region={region} filled={filled} place={place} change={change} />}
      </div>
    </>
  );
}
