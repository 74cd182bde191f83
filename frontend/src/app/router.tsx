import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { GROUPS, type Group } from "../features/demand/data";
import { type Raw, code, oneOf, whole, words } from "./asked";
import * as chunks from "./chunks";
import { Home } from "./pages/Home";
import { Broken } from "./pages/Lost";
import { people } from "./people";
import { root } from "./root";

type Asked = { kind?: string; level?: string; year?: number; theme?: string };

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: Home,
  validateSearch: (search: Raw): Asked & { place?: string; q?: string } => ({
    kind: code(search.kind),
    level: code(search.level),
    year: whole(search.year),
    theme: code(search.theme),
    place: words(search.place),
    q: words(search.q),
  }),
});
const activity = createRoute({
  getParentRoute: () => root,
  path: "/activiteiten/$id",
  component: lazyRouteComponent(chunks.loadActivity, "ActivityPage"),
});
const schools = createRoute({
  getParentRoute: () => root,
  path: "/scholen",
  component: lazyRouteComponent(chunks.loadSchools, "SchoolsPage"),
  validateSearch: (search: Raw): { q?: string; level?: string } => ({ q: words(search.q), level: code(search.level) }),
});
const school = createRoute({
  getParentRoute: () => root,
  path: "/scholen/$id",
  component: lazyRouteComponent(chunks.loadSchool, "SchoolPage"),
});
const companies = createRoute({
  getParentRoute: () => root,
  path: "/bedrijven",
  component: lazyRouteComponent(chunks.loadCompanies, "CompaniesPage"),
  validateSearch: (search: Raw): { q?: string; sector?: string } => ({ q: words(search.q), sector: code(search.sector) }),
});
const company = createRoute({
  getParentRoute: () => root,
  path: "/bedrijven/$id",
  component: lazyRouteComponent(chunks.loadCompany, "CompanyPage"),
});
const demand = createRoute({
  getParentRoute: () => root,
  path: "/onvervulde-vragen",
  component: lazyRouteComponent(chunks.loadDemand, "DemandPage"),
  validateSearch: (search: Raw): { by?: Group } => ({ by: oneOf(GROUPS, search.by) }),
});
const ask = createRoute({
  getParentRoute: () => root,
  path: "/vraag",
  component: lazyRouteComponent(chunks.loadAsk, "AskPage"),
  validateSearch: (search: Raw): Asked & { subject?: string; site?: string; activity?: string; step?: number } => ({
    kind: code(search.kind),
    level: code(search.level),
    year: whole(search.year),
    theme: code(search.theme),
    subject: code(search.subject),
    site: words(search.site),
    activity: words(search.activity),
    step: whole(search.step),
  }),
});

export const router = createRouter({
  routeTree: root.addChildren([home, activity, schools, school, companies, company, demand, ask, ...people]),
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
});

declare module "@tanstack/react-router" {
  interface HistoryState {
    found?: Asked & { region?: string; place?: string; q?: string };
  }
  interface Register {
    router: typeof router;
  }
}
