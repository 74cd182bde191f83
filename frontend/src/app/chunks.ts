import { offline } from "../lib/api";

/** A page's code that cannot be fetched is a dead line, told by the app itself and not by the browser. */
const part = <T>(load: () => Promise<T>) => (): Promise<T> =>
  load().catch(() => {
    throw offline();
  });

export const loadActivity = part(() => import("./pages/Activity"));
export const loadAsk = part(() => import("./pages/Ask"));
export const loadCompanies = part(() => import("./pages/Companies"));
export const loadCompany = part(() => import("./pages/Company"));
export const loadSchool = part(() => import("./pages/School"));
export const loadSchools = part(() => import("./pages/Schools"));
export const loadPanel = part(() => import("../features/matches/Panel").then(({ Panel }) => ({ default: Panel })));

const ALL = [loadActivity, loadAsk, loadCompanies, loadCompany, loadSchool, loadSchools, loadPanel];

/** Fetches every page's code once the first page stands, so that a dead line later closes no page. */
export function fetchTheRest(): void {
  const fetchAll = () => void Promise.allSettled(ALL.map((load) => load()));
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll, { timeout: 3000 });
  else setTimeout(fetchAll, 1500);
}
