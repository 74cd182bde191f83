import { useRegions } from "../features/regions/data";
import { useConcepts } from "../lib/concepts";

const SCHEMES = { kind: "kinds", level: "levels", theme: "themes", subject: "subjects", sector: "sectors" } as const;
type Name = keyof typeof SCHEMES | "region";

/** The codes of an address that exist; the others are left out and told. Nothing is asked before that is known. */
export function useKnown<T extends { [name in Name]?: string }>(asked: T): { known: T; strange: string[]; ready: boolean } {
  const concepts = useConcepts();
  const regions = useRegions();
  const exists = (name: Name, code: string) =>
    name === "region"
      ? regions.data?.items.some((region) => region.code === code) !== false
      : !concepts.ready || concepts.find(SCHEMES[name], code) !== undefined;
  const given = (Object.entries(asked) as [Name, string | undefined][]).filter(
    ([name, code]) => code && (name === "region" || name in SCHEMES),
  ) as [Name, string][];
  const strange = given.filter(([name, code]) => !exists(name, code));
  const waits = given.some(([name]) => (name === "region" ? regions.isPending : !concepts.ready && !concepts.failed));
  const known = { ...asked, ...Object.fromEntries(strange.map(([name]) => [name, undefined])) };
  return { known, strange: [...new Set(strange.map(([, code]) => code))], ready: !waits };
}
