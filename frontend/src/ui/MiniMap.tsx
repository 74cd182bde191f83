import { useMemo } from "react";
import { type Point, grouped, project } from "../lib/geo";
import { runs } from "../lib/words";

export type Land = { own: boolean; rings: Point[][] };
type Props = { centre: Point; km: number; land: Land[]; points: (Point & { number: number })[]; reach?: number; numbered: boolean; label: string };

const SIZE = 260;
const APART = 24;
const LONGEST = 6;

function shown(numbers: number[]): string {
  const all = runs(numbers);
  return all.length > LONGEST ? `${numbers.length}×` : all;
}

/** A small map of outlines and numbered pins; the list beside it says the same in words. */
export function MiniMap({ centre, km, land, points, reach, numbered, label }: Props) {
  const scale = SIZE / 2 / km;
  const paths = useMemo(() => {
    const flat = project(centre);
    const at = (point: Point) => flat(point).map((n) => (SIZE / 2 + n * scale).toFixed(1)).join(" ");
    const sides = [...land].sort((a, b) => Number(a.own) - Number(b.own));
    return sides.map(({ own, rings }) => ({ own, d: rings.map((ring) => `M${ring.map(at).join("L")}Z`).join("") }));
  }, [centre, land, scale]);
  const flat = project(centre);
  const pins = grouped(
    points.map((point) => {
      const [x, y] = flat(point);
      return { at: [SIZE / 2 + x * scale, SIZE / 2 + y * scale], numbers: [point.number] };
    }),
    APART,
  );
  return (
    <svg className="minimap" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {paths.map(({ own, d }) => <path key={d} className={own ? "land own" : "land"} d={d} />)}
      {reach && <circle className="reach" cx={SIZE / 2} cy={SIZE / 2} r={reach * scale} />}
      {reach && <circle className="here" cx={SIZE / 2} cy={SIZE / 2} r="6" />}
      {pins.map(({ at: [x, y], numbers }) => {
        const text = numbered ? shown(numbers) : "";
        const wide = Math.max(22, 12 + 6.4 * text.length);
        return (
          <g key={numbers[0]}>
            <rect className="dot" x={x - wide / 2} y={y - 11} width={wide} height="22" rx="11" />
            <text x={x} y={y + 0.5}>{text}</text>
          </g>
        );
      })}
    </svg>
  );
}
