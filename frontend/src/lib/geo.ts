/** Plane coordinates for small maps: kilometres east and north of a centre. */
export type Point = { lat: number; lon: number };
export type Pin = { at: [number, number]; numbers: number[] };

export function project(centre: Point) {
  const east = 111.32 * Math.cos((centre.lat * Math.PI) / 180);
  return (point: Point): [number, number] => [(point.lon - centre.lon) * east, (centre.lat - point.lat) * 110.57];
}

type Geometry = { type?: string; coordinates?: unknown };

/** The rings of a GeoJSON polygon or multipolygon. */
export function rings(geometry: Geometry | null | undefined): Point[][] {
  if (!geometry?.coordinates) return [];
  const polygons =
    geometry.type === "MultiPolygon"
      ? (geometry.coordinates as number[][][][])
      : [geometry.coordinates as number[][][]];
  return polygons.flatMap((polygon) =>
    polygon.map((ring) => ring.map(([lon, lat]) => ({ lat: lat ?? 0, lon: lon ?? 0 }))),
  );
}

/** The middle of the frame around points; undefined of none. */
export function middle(points: Point[]): Point | undefined {
  if (points.length === 0) return undefined;
  const half = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return { lat: half(points.map(({ lat }) => lat)), lon: half(points.map(({ lon }) => lon)) };
}

/** Pins that would cover each other become one, which carries all their numbers. */
export function grouped(pins: Pin[], apart: number): Pin[] {
  const found: Pin[] = [];
  for (const pin of pins) {
    const near = found.find(({ at }) => Math.hypot(at[0] - pin.at[0], at[1] - pin.at[1]) < apart);
    if (near) near.numbers.push(...pin.numbers);
    else found.push({ at: pin.at, numbers: [...pin.numbers] });
  }
  return found;
}
