import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { type Filled, Sentence } from "../../features/activities/Sentence";
import { useMunicipalities, usePlace } from "../../features/regions/data";
import { useTitle } from "../../lib/title";
import { Illustration } from "../../ui/Illustration";
import { Results } from "../Results";
import { industryOf } from "../industries";

/** The sentence on the brand field; the address holds the search. */
export function Home() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/" });
  const { region, ...filled } = search;
  const places = useMunicipalities(region);
  const place = usePlace(filled.place);
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
        <Sentence key={`${filled.place}`} filled={filled} places={places.data?.items.map((item) => item.name) ?? []} change={change} />
        {filled.place && place.data === null && <p role="alert" style={{ marginTop: "1rem" }}>{t("home.unknownPlace")}</p>}
        {(!filled.place || place.isFetched) && <Results region={region} filled={filled} place={place.data ?? undefined} change={change} />}
      </div>
    </>
  );
}
