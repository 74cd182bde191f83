import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "./i18n";
import { type Schemas, answer, api } from "./api";

export type Concept = Schemas["ConceptOut"];

type Texts = Record<string, string> | undefined;

/** A label as it stands inside a sentence; abbreviations stay as they are. */
const lowered = (label: string): string => (/^.\p{Lu}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));

/** Every scheme with its concepts: labels come from data, never from code. */
export function useConcepts() {
  const { language } = useTranslation();
  const { data, isError } = useQuery({
    queryKey: ["concepts"],
    staleTime: 3_600_000,
    queryFn: () => answer(api.GET("/vocabularies")),
  });
  const schemes = new Map((data?.items ?? []).map((scheme) => [scheme.scheme, scheme.concepts]));
  const of = (scheme: string): Concept[] => schemes.get(scheme) ?? [];
  const find = (scheme: string, code: string) => of(scheme).find((concept) => concept.code === code);
  const text = (texts: Texts, code: string) =>
    texts?.[language] ?? texts?.en ?? Object.values(texts ?? {})[0] ?? code;
  const label = (scheme: string, code: string) => text(find(scheme, code)?.label, code);
  const phrase = (scheme: string, code: string) => {
    const own = find(scheme, code)?.extra.phrase as Texts;
    return own ? text(own, code) : lowered(label(scheme, code));
  };
  /** Short labels, in which a whole group goes by its own name. */
  const short = (scheme: string, codes: string[]) => {
    const groups = of(scheme).filter((concept) => concept.extra.group);
    const whole = groups.filter((group) =>
      of(scheme).every((concept) => concept.broader !== group.code || codes.includes(concept.code)),
    );
    const names = new Set(whole.map((group) => group.code));
    const rest = codes.filter((code) => !names.has(find(scheme, code)?.broader ?? ""));
    return [...names, ...rest].map((code) => text(find(scheme, code)?.extra.short as Texts, label(scheme, code))).join(", ");
  };
  return {
    short,
    /** Whether codes can be judged; when the lists do not come, the service judges. */
    ready: data !== undefined,
    failed: isError,
    of,
    find,
    label,
    phrase,
    labels: (scheme: string, codes: string[]) => codes.map((code) => label(scheme, code)).join(", "),
    text,
  };
}

/** Concepts that people choose from: groups such as vmbo stand for what is below them. */
export function choosable(concepts: Concept[]): Concept[] {
  const groups = new Set(concepts.filter((concept) => concept.extra.group).map((concept) => concept.code));
  return concepts.filter(
    (concept) => !groups.has(concept.code) && (concept.broader === null || groups.has(concept.broader)),
  );
}

export const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((item): item is number => typeof item === "number") : [];
