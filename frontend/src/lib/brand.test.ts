import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Brand, HOME_BRAND, RAMP, contrast, linear } from "./brand";

const regions = JSON.parse(readFileSync("../api/regions/data/nl/brands.json", "utf8")) as Record<string, Brand>;
const brands = Object.entries({ home: HOME_BRAND, ...regions });
const WHITE: [number, number, number] = [1, 1, 1];

test.each(brands)("%s keeps AA on its brand field, its deep field and its buttons", (_, brand) => {
  const field = linear(RAMP.brand.lightness, brand.chroma * RAMP.brand.share, brand.hue);
  const deep = linear(RAMP.deep.lightness, brand.chroma * RAMP.deep.share, brand.hue);
  const pop = linear(RAMP.pop.lightness, RAMP.pop.chroma, brand.popHue);
  expect(contrast(field, WHITE)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(deep, WHITE)).toBeGreaterThanOrEqual(7);
  expect(contrast(pop, deep)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(pop, field)).toBeGreaterThanOrEqual(3);
});
