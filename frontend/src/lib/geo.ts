/** Plane coordinates for small maps: kilometres east and north of a centre. */
export type Point = { lat: number; lon: number };

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
