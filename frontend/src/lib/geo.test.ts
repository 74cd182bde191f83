import { expect, test } from "vitest";
import { grouped, middle } from "./geo";

test("pins on one spot become one with all numbers", () => {
  const pins = [
    { at: [10, 10] as [number, number], numbers: [1] },
    { at: [90, 10] as [number, number], numbers: [2] },
    { at: [12, 9] as [number, number], numbers: [3] },
  ];
  expect(grouped(pins, 24).map((pin) => pin.numbers)).toEqual([[1, 3], [2]]);
});

test("of no points there is no middle", () => {
  expect(middle([])).toBeUndefined();
  expect(middle([{ lat: 50, lon: 4 }, { lat: 52, lon: 6 }])).toEqual({ lat: 51, lon: 5 });
});
