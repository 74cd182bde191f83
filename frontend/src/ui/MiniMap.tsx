import { type Point, project } from "../lib/geo";

type Props = { centre: Point; km: number; land: Point[][]; points: (Point & { number: number })[]; reach?: number; label: string };

const SIZE = 260;

/** A small map of outlines and numbered points; the list beside it says the same in words. */
export function MiniMap({ centre, km, land, points, reach, label }: Props) {
  const flat = project(centre);
  const scale = SIZE / 2 / km;
  const at = (point: Point) => {
    const [x, y] = flat(point);
    return [SIZE / 2 + x * scale, SIZE / 2 + y * scale] as const;
  };
  const path = (ring: Point[]) => `M${ring.map((point) => at(point).map((n) => n.toFixed(1)).join(" ")).join("L")}Z`;
  return (
    <svg className="minimap" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {land.map((ring) => (
        <path key={path(ring).slice(0, 60)} className="land" d={path(ring)} />
      ))}
      {reach && <circle className="reach" cx={SIZE / 2} cy={SIZE / 2} r={reach * scale} />}
      {reach && <circle className="here" cx={SIZE / 2} cy={SIZE / 2} r="6" />}
      {points.map((point) => {
        const [x, y] = at(point);
        return (
          <g key={point.number}>
            <circle className="dot" cx={x} cy={y} r="11" />
            <text x={x} y={y + 0.5}>
              {point.number}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
