import { useTranslation } from "../lib/i18n";
import { placed } from "../features/activities/data";
import { type Place, useOutlines } from "../features/regions/data";
import type { Activity } from "../lib/api";
import { type Point, project } from "../lib/geo";
import { MiniMap } from "../ui/MiniMap";

const HOLLAND: Point = { lat: 52.15, lon: 5.3 };
const MOST = 10;

function middle(points: Point[]): Point {
  if (points.length === 0) return HOLLAND;
  const sum = points.reduce((all, point) => ({ lat: all.lat + point.lat, lon: all.lon + point.lon }));
  return { lat: sum.lat / points.length, lon: sum.lon / points.length };
}

/** The small map beside the list: outlines of the regions, and the first activities by number. */
export function Around({ activities, place, region, km }: { activities: Activity[]; place?: Place; region?: string; km: number }) {
  const { t } = useTranslation();
  const shown = placed(activities).slice(0, MOST);
  const codes = [...new Set([region, ...shown.map((activity) => activity.region)])].filter((code): code is string => Boolean(code));
  const land = useOutlines(codes.slice(0, 4));
  const points = shown.map((activity) => ({
    lat: activity.location?.lat ?? 0,
    lon: activity.location?.lon ?? 0,
    number: activities.indexOf(activity) + 1,
  }));
  const view = points.length > 0 ? points : land.flat();
  const centre = place?.lat != null && place.lon != null ? { lat: place.lat, lon: place.lon } : middle(view);
  const flat = project(centre);
  const furthest = Math.max(8, ...(points.length > 0 || !place ? view : []).map((point) => Math.hypot(...flat(point))));
  const label = place ? t("home.mapText", { km, place: place.name }) : t("home.mapRegion");
  return (
    <>
      <h2>{t("home.around")}</h2>
      <MiniMap centre={centre} km={furthest * 1.25} land={land} points={points} reach={place ? furthest : undefined} label={label} />
      <p className="soft">{label}</p>
    </>
  );
}
