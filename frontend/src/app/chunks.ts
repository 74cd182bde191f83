import { offline } from "../lib/api";
import { type Part, wantTexts } from "../lib/i18n";

/** A page's code that cannot be fetched is a dead line, told by the app itself and not by the browser. */
const part = <T>(load: () => Promise<T>) => (): Promise<T> =>
  load().catch(() => {
    throw offline();
  });

/** A page that needs more than the first page's texts. */
const withTexts = <T>(load: () => Promise<T>, ...texts: Part[]) => part(() => Promise.all([load(), wantTexts(...texts)]).then(([page]) => page));

export const loadActivity = part(() => import("./pages/Activity"));
export const loadAsk = withTexts(() => import("./pages/Ask"), "more", "people");
export const loadCompanies = withTexts(() => import("./pages/Companies"), "more", "asks");
export const loadCompany = withTexts(() => import("./pages/Company"), "more", "trust");
export const loadSchool = withTexts(() => import("./pages/School"), "more", "trust");
export const loadSchools = withTexts(() => import("./pages/Schools"), "more");
export const loadPanel = withTexts(() => import("../features/suggestions/Panel").then(({ Panel }) => ({ default: Panel })), "more");
export const loadAround = part(() => import("./Around").then(({ Around }) => ({ default: Around })));
export const loadMenu = part(() => import("./Menu").then(({ Menu }) => ({ default: Menu })));
export const loadSignIn = withTexts(() => import("./pages/SignIn"), "people");
export const loadJoin = withTexts(() => import("./pages/Join"), "more", "people");
export const loadMailed = withTexts(() => import("./pages/Mailed"), "more", "people");
export const loadRules = withTexts(() => import("./pages/Rules"), "people");
export const loadOpen = withTexts(() => import("./pages/Open"), "people");
export const loadAccount = withTexts(() => import("./pages/Account"), "people");
export const loadOrganisation = withTexts(() => import("./pages/Organisation"), "people", "trust");
export const loadQueue = withTexts(() => import("./pages/Queue"), "more", "people");
export const loadPeople = withTexts(() => import("./pages/People"), "people");
export const loadGiven = withTexts(() => import("./pages/Given"), "people", "class");
export const loadMatches = withTexts(() => import("./pages/Matches"), "more", "people", "matches", "asks", "trust", "class", "why");
export const loadClass = withTexts(() => import("./pages/Class"), "class");
export const loadRequests = withTexts(() => import("./pages/Requests"), "more", "people", "matches", "asks", "why");
export const loadDemand = withTexts(() => import("./pages/Demand"), "asks");
export const loadMine = withTexts(() => import("./pages/Mine"), "more", "people", "matches", "asks", "trust");
export const loadChances = withTexts(() => import("./pages/Chances"), "more", "people", "matches", "asks");
export const loadToday = withTexts(() => import("./pages/Today"), "more", "people", "matches", "asks");
export const loadCrisis = withTexts(() => import("./pages/Crisis"), "people", "desk");
export const loadDormancy = withTexts(() => import("./pages/Dormancy"), "people", "desk");
export const loadForMine = withTexts(() => import("./ForMine").then(({ ForMine }) => ({ default: ForMine })), "matches");
export const loadWhy = withTexts(() => import("./pages/Why"), "more", "people", "matches", "asks", "why");
export const loadRoundRules = withTexts(() => import("./pages/RoundRules"), "more", "rounds", "why");
export const loadRounds = withTexts(() => import("./pages/Rounds"), "more", "people", "matches", "rounds", "plans", "why");
export const loadPlanning = withTexts(() => import("./pages/Planning"), "people", "rounds", "plans");
export const loadReport = withTexts(() => import("../features/concerns/Report").then(({ Report }) => ({ default: Report })), "asks");
export const loadPartners = withTexts(() => import("./pages/Partners"), "people", "trust");
export const loadDesk = withTexts(() => import("./pages/Desk"), "people");

const PUBLIC = [loadActivity, loadAsk, loadDemand, loadCompanies, loadCompany, loadSchool, loadSchools, loadPanel, loadAround, loadSignIn, loadJoin, loadMailed, loadRules, loadOpen];
const OF_PEOPLE = [loadAccount, loadOrganisation, loadPeople, loadQueue, loadDesk, loadMatches, loadRequests, loadMine, loadChances, loadToday, loadCrisis, loadDormancy, loadForMine, loadRounds, loadPlanning, loadRoundRules, loadWhy, loadPartners];

function whenIdle(loads: (() => Promise<unknown>)[]): void {
  const fetchAll = () => void Promise.allSettled(loads.map((load) => load()));
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll, { timeout: 3000 });
  else setTimeout(fetchAll, 1500);
}

/** Fetches every page's code once the first page stands, so that a dead line later closes no page. */
export const fetchTheRest = (): void => whenIdle(PUBLIC);
/** The pages of who is signed in. */
export const fetchTheirs = (): void => whenIdle(OF_PEOPLE);
