import { useQuery } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";
import { rings } from "../../lib/geo";

const LONG = 3_600_000;

export function useRegions() {
  return useQuery({
    queryKey: ["regions"],
    staleTime: LONG,
    queryFn: () => answer(api.GET("/regions", { params: { query: { kind: "labour_market" } } })),
  });
}

/** The outlines of all regions, as rings of points. */
export function useOutlines(enabled: boolean) {
  return useQuery({
    queryKey: ["shapes"],
    enabled,
    staleTime: LONG,
    queryFn: async () => {
      const { features } = await answer(api.GET("/region-shapes"));
      return features.map(({ properties, geometry }) => ({ code: properties.code ?? "", rings: rings(geometry) }));
    },
  });
}

/** A place; `near` is what lists take, null when only its region is known. */
export type Place = { near: string | null; name: string; lat: number | null; lon: number | null; region: string | null };
type Found = Schemas["PlaceOut"];
const POSTCODE = /^\d{4} ?([A-Za-z]{2})?$/;

export function usePlaces(text: string) {
  const q = text.trim();
  return useQuery({
    queryKey: ["places", q],
    enabled: q.length > 1,
    staleTime: LONG,
    queryFn: ({ signal }) => answer(api.GET("/places", { signal, params: { query: { q } } })),
  });
}

function placeOf(found: Found, text: string): Place {
  const { location, name, region } = found;
  if (!location) return { near: null, name, lat: null, lon: null, region };
  const { lat, lon } = location;
  const postcode = POSTCODE.test(text);
  return { near: postcode ? text : `${lat},${lon}`, name: postcode ? text.toUpperCase() : name, lat, lon, region };
}

/** The place that a text names, and its namesakes; no place when nobody knows it. */
export function usePlace(text: string | undefined) {
  const asked = text?.trim() ?? "";
  const found = usePlaces(asked);
  const items = found.data?.items ?? [];
  const [best] = items;
  const others = items.slice(1).filter((item) => item.exact === best?.exact && item.location);
  return {
    place: best ? placeOf(best, asked) : undefined,
    others: best?.kind === "postcode" ? [] : others.map((item) => item.label),
    unknown: found.isSuccess && !best,
    pending: asked.length > 1 && found.isPending,
    error: found.error,
    retry: () => void found.refetch(),
  };
}
