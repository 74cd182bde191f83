/** A region's three numbers; everything else follows at fixed lightness, so that contrast holds. */
export type Brand = { hue: number; chroma: number; popHue: number };

export const HOME_BRAND: Brand = { hue: 264, chroma: 0.2, popHue: 120 };
/** Lightness (and share of chroma) of the ramp; `tokens.css` uses the same numbers. */
export const RAMP = {
  brand: { lightness: 0.42, share: 1 },
  deep: { lightness: 0.25, share: 0.55 },
  pop: { lightness: 0.88, chroma: 0.17 },
} as const;

export function applyBrand(brand: Brand): void {
  const style = document.documentElement.style;
  style.setProperty("--brand-h", String(brand.hue));
  style.setProperty("--brand-c", String(brand.chroma));
  style.setProperty("--pop-h", String(brand.popHue));
}

/** OKLCH to linear sRGB, clipped to the gamut as browsers show it. */
export function linear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(Math.max(value, 0), 1);
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const luminance = ([r, g, b]: [number, number, number]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG contrast of two linear colours. */
export function contrast(one: [number, number, number], other: [number, number, number]): number {
  const [low, high] = [luminance(one), luminance(other)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
