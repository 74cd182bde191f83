import { localPath } from "../lib/back";

/** What the address asks for, as far as it can be; the rest is left out. */
export type Raw = Record<string, unknown>;

export const words = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value.slice(0, 100) : typeof value === "number" ? String(value) : undefined;

export const code = (value: unknown): string | undefined => {
  const text = words(value);
  return text && /^[a-z0-9][a-z0-9_-]*$/.test(text) ? text : undefined;
};

export const whole = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number < 13 ? number : undefined;
};

export const day = (value: unknown): string | undefined =>
  typeof value === "string" && /^20\d\d-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;

export const uuid = (value: unknown): string | undefined =>
  typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : undefined;

export const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined => values.find((known) => known === value);

export const path = localPath;
