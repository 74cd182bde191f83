import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";

export type Switch = Schemas["ModeSwitchOut"];
export type Mode = Switch["mode"];
export const OUTCOMES = ["rematches", "converts", "survives"] as const;

const ask = (region: string, mode: Mode, dryRun: boolean) => answer(api.POST("/regions/{code}/mode-switch", { params: { path: { code: region }, query: { dryRun } }, body: { mode } }));

/** What would happen; nothing does, and nobody is told. */
export const usePreview = (region: string) => useMutation({ mutationFn: (mode: Mode) => ask(region, mode, true) });

/** Does it; everything about matches and requests is read again. */
export function useSwitch(region: string) {
  const queries = useQueryClient();
  return async (mode: Mode): Promise<Switch> => {
    const done = await ask(region, mode, false);
    await queries.invalidateQueries({ queryKey: ["mine"] });
    return done;
  };
}
