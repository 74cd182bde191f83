import { useTranslation } from "../lib/i18n";
import { placed } from "../features/activities/data";
import { type Place, useOutlines } from "../features/regions/data";
import type { Activity } from "../lib/api";
import { type Point, middle, project } from "../lib/geo";
import { useSeen } from "../lib/seen";
import { MiniMap } from "../ui/MiniMap";

const STEP_KM = 5;
const LEAST_KM = 8;
const MARGIN = 1.15;
type Props = { activities: Activity[]; place?: Place; region?: string; label?: string };

/** The small map beside the list: the outlines of the regions, and what the list holds by its numbers. */
export function Around({ activities, place, region, label }: Props) {
  const { t } = useTranslation();
  const [frame, seen] = useSeen<HTMLDivElement>();
  const outlines = useOutlines(seen);
  const land = (outlines.data ?? []).map(({ code, rings }) => ({ own: code === region, rings }));
  const points = placed(activities).map((activity) => ({
    lat: activity.location?.lat ?? 0,
    lon: activity.location?.lon ?? 0,
    number: activities.indexOf(activity) + 1,
  }));
  const here = place?.lat != null && place.lon != null ? { lat: place.lat, lon: place.lon } : undefined;
  const home = land.filter(({ own }) => own);
  const ground = (home.length > 0 ? home : land).flatMap(({ rings }) => rings.flat());
  const view: Point[] = here ? points : [...ground, ...points];
  const centre = here ?? middle(view);
  const furthest = centre ? Math.max(LEAST_KM, ...view.map((point) => Math.hypot(...project(centre)(point)))) : LEAST_KM;
  const reach = here && points.length > 0 ? Math.ceil(furthest / STEP_KM) * STEP_KM : undefined;
  const text = label ?? (points.length === 0 ? t("home.mapEmpty") : reach ? t("home.mapText", { km: reach, place: place?.name }) : t("home.mapRegion"));
  if (outlines.data?.length === 0 && points.length === 0) return null;
  return (
    <div ref={frame} className="stack">
      <h2>{t("home.around")}</h2>
      {centre ? <MiniMap centre={centre} km={(reach ?? furthest) * MARGIN} land={land} points={points} reach={reach} numbered={!label} label={text} /> : <div className="minimap" />}
      <p className="soft">{text}</p>
    </div>
  );
}
