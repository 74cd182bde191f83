import { useQueries, useQuery } from "@tanstack/react-query";
import { answer, api } from "../../lib/api";
import { rings } from "../../lib/geo";

const LONG = 3_600_000;

export function useRegions() {
  return useQuery({
    queryKey: ["regions"],
    staleTime: LONG,
    queryFn: () => answer(api.GET("/regions", { params: { query: { kind: "labour_market" } } })),
  });
}

export function useMunicipalities(region: string | undefined) {
  return useQuery({
    queryKey: ["municipalities", region],
    staleTime: LONG,
    queryFn: () => answer(api.GET("/municipalities", { params: { query: { region, pageSize: 200 } } })),
  });
}

/** Outlines of the regions as rings of points. */
export function useOutlines(codes: string[]) {
  const found = useQueries({
    queries: codes.map((code) => ({
      queryKey: ["shape", code],
      staleTime: LONG,
      queryFn: () => answer(api.GET("/regions/{code}/shape", { params: { path: { code } } })),
    })),
  });
  return found.flatMap((query) => rings(query.data?.geometry));
}

export type Place = { near: string; name: string; lat: number | null; lon: number | null };

/** A place name or postcode as what `near` takes; null when it is not known. */
export function usePlace(text: string | undefined) {
  return useQuery({
    queryKey: ["place", text],
    enabled: Boolean(text),
    staleTime: LONG,
    queryFn: async (): Promise<Place | null> => {
      if (!text) return null;
      if (/^\d{4} ?([A-Za-z]{2})?$/.test(text)) return { near: text, name: text.toUpperCase(), lat: null, lon: null };
      const { items } = await answer(api.GET("/municipalities", { params: { query: { q: text, pageSize: 5 } } }));
      const exact = items.find((item) => item.name.toLowerCase() === text.toLowerCase()) ?? items[0];
      if (!exact?.location) return null;
      const { lat, lon } = exact.location;
      return { near: `${lat},${lon}`, name: exact.name, lat, lon };
    },
  });
}
