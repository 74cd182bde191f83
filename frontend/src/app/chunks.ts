import { offline } from "../lib/api";
import { wantTexts } from "../lib/i18n";

/** A page's code that cannot be fetched is a dead line, told by the app itself and not by the browser. */
const part = <T>(load: () => Promise<T>) => (): Promise<T> =>
  load().catch(() => {
    throw offline();
  });

/** A page that has the texts about people too. */
const withTexts = <T>(load: () => Promise<T>) => part(() => Promise.all([load(), wantTexts("people")]).then(([page]) => page));

export const loadActivity = part(() => import("./pages/Activity"));
export const loadAsk = withTexts(() => import("./pages/Ask"));
export const loadCompanies = part(() => import("./pages/Companies"));
export const loadCompany = part(() => import("./pages/Company"));
export const loadSchool = part(() => import("./pages/School"));
export const loadSchools = part(() => import("./pages/Schools"));
export const loadPanel = part(() => import("../features/matches/Panel").then(({ Panel }) => ({ default: Panel })));
export const loadSignIn = withTexts(() => import("./pages/SignIn"));
export const loadJoin = withTexts(() => import("./pages/Join"));
export const loadRules = withTexts(() => import("./pages/Rules"));
export const loadAccount = withTexts(() => import("./pages/Account"));
export const loadOrganisation = withTexts(() => import("./pages/Organisation"));
export const loadQueue = withTexts(() => import("./pages/Queue"));
export const loadDesk = withTexts(() => import("./pages/Desk"));

const PUBLIC = [loadActivity, loadAsk, loadCompanies, loadCompany, loadSchool, loadSchools, loadPanel, loadSignIn, loadJoin, loadRules];
const OF_PEOPLE = [loadAccount, loadOrganisation, loadQueue, loadDesk];

function whenIdle(loads: (() => Promise<unknown>)[]): void {
  const fetchAll = () => void Promise.allSettled(loads.map((load) => load()));
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll, { timeout: 3000 });
  else setTimeout(fetchAll, 1500);
}

/** Fetches every page's code once the first page stands, so that a dead line later closes no page. */
export const fetchTheRest = (): void => whenIdle(PUBLIC);
/** The pages of who is signed in. */
export const fetchTheirs = (): void => whenIdle(OF_PEOPLE);
