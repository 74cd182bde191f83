import { useSyncExternalStore } from "react";

export type Language = "nl" | "en";
export type Translate = (key: string, values?: Values) => string;
type Values = { count?: number; defaultValue?: string } & Record<string, unknown>;
type Texts = { [key: string]: string | Texts };

const KEY = "loket.language";
/** The texts in parts, so that the first page waits for its own alone. */
const PARTS = {
  base: { nl: () => import("../locales/nl.json"), en: () => import("../locales/en.json") },
  more: { nl: () => import("../locales/more.nl.json"), en: () => import("../locales/more.en.json") },
  matches: { nl: () => import("../locales/matches.nl.json"), en: () => import("../locales/matches.en.json") },
  asks: { nl: () => import("../locales/asks.nl.json"), en: () => import("../locales/asks.en.json") },
  plans: { nl: () => import("../locales/plans.nl.json"), en: () => import("../locales/plans.en.json") },
  rounds: { nl: () => import("../locales/rounds.nl.json"), en: () => import("../locales/rounds.en.json") },
  why: { nl: () => import("../locales/why.nl.json"), en: () => import("../locales/why.en.json") },
  trust: { nl: () => import("../locales/trust.nl.json"), en: () => import("../locales/trust.en.json") },
  class: { nl: () => import("../locales/class.nl.json"), en: () => import("../locales/class.en.json") },
  desk: { nl: () => import("../locales/desk.nl.json"), en: () => import("../locales/desk.en.json") },
  people: { nl: () => import("../locales/people.nl.json"), en: () => import("../locales/people.en.json") },
};
export type Part = keyof typeof PARTS;
const wanted = new Set<Part>(["base"]);
const read = new Set<string>();
const books = new Map<Language, Texts>();
const listeners = new Set<() => void>();
let current: Language = "nl";

function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "nl" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "nl";
}

async function load(part: Part, language: Language): Promise<void> {
  if (read.has(part + language)) return;
  const texts: Texts = (await PARTS[part][language]()).default;
  books.set(language, { ...books.get(language), ...texts });
  read.add(part + language);
}

async function speak(language: Language): Promise<void> {
  await Promise.all([...wanted].map((part) => load(part, language)));
  current = language;
  document.documentElement.lang = language;
  for (const changed of listeners) changed();
}

export const startLanguage = (): Promise<void> => speak(first());

/** Fetches parts of the texts, from now on in every language that is chosen. */
export async function wantTexts(...parts: Part[]): Promise<void> {
  for (const part of parts) wanted.add(part);
  await Promise.all(parts.map((part) => load(part, current)));
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await speak(language);
}

/** The text under a dotted key. */
function lookUp(texts: Texts | undefined, key: string): string | undefined {
  const found = key.split(".").reduce<string | Texts | undefined>((at, name) => (typeof at === "object" ? at[name] : undefined), texts);
  return typeof found === "string" ? found : undefined;
}

/** `{{name}}` filled in from the values; with a count, the form that the language has for it, and its thousands apart. */
export function told(texts: Texts | undefined, language: Language, key: string, values: Values = {}): string {
  const form = values.count === undefined ? undefined : lookUp(texts, `${key}_${new Intl.PluralRules(language).select(values.count)}`);
  const text = form ?? lookUp(texts, key) ?? values.defaultValue ?? key;
  const said = (name: string) => (name === "count" ? values.count?.toLocaleString(language) : values[name]);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(said(name) ?? ""));
}

const speakers: Record<Language, Translate> = {
  nl: (key, values) => told(books.get("nl"), "nl", key, values),
  en: (key, values) => told(books.get("en"), "en", key, values),
};

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};

/** The texts in the language of this moment; a page follows when it changes. */
export function useTranslation(): { t: Translate; language: Language } {
  const language = useSyncExternalStore(subscribe, () => current);
  return { t: speakers[language], language };
}
