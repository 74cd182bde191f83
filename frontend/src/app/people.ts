import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { STATES, type State } from "../features/admissions/states";
import type { Filters } from "../features/privacy/data";
import { type Raw, code, day, oneOf, path, uuid, words } from "./asked";
import * as chunks from "./chunks";
import { root } from "./root";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/inloggen",
  component: lazyRouteComponent(chunks.loadSignIn, "SignInPage"),
  validateSearch: (search: Raw): { reden?: "onbekend" | "mislukt"; returnTo?: string } => ({
    reden: oneOf(["onbekend", "mislukt"] as const, search.reden),
    returnTo: path(search.returnTo),
  }),
});
const link = createRoute({ getParentRoute: () => root, path: "/inloggen/link", component: lazyRouteComponent(chunks.loadSignIn, "SignInLinkPage") });
const join = createRoute({
  getParentRoute: () => root,
  path: "/meedoen",
  component: lazyRouteComponent(chunks.loadJoin, "JoinPage"),
  validateSearch: (search: Raw): { als?: "school" | "bedrijf" } => ({ als: oneOf(["school", "bedrijf"] as const, search.als) }),
});
const application = createRoute({ getParentRoute: () => root, path: "/aanmelding", component: lazyRouteComponent(chunks.loadMailed, "ApplicationPage") });
const invitation = createRoute({ getParentRoute: () => root, path: "/uitnodiging", component: lazyRouteComponent(chunks.loadMailed, "InvitationPage") });
const stop = createRoute({ getParentRoute: () => root, path: "/afmelden", component: lazyRouteComponent(chunks.loadMailed, "StopPage") });
const account = createRoute({ getParentRoute: () => root, path: "/mijn/account", component: lazyRouteComponent(chunks.loadAccount, "AccountPage") });
const organisations = createRoute({ getParentRoute: () => root, path: "/mijn/organisatie", component: lazyRouteComponent(chunks.loadOrganisation, "OrganisationsPage") });
const organisation = createRoute({ getParentRoute: () => root, path: "/mijn/organisatie/$id", component: lazyRouteComponent(chunks.loadOrganisation, "OrganisationPage") });
const staff = createRoute({ getParentRoute: () => root, path: "/mijn/mensen", component: lazyRouteComponent(chunks.loadPeople, "PeoplePage") });
const profile = createRoute({ getParentRoute: () => root, path: "/mijn/profiel", component: lazyRouteComponent(chunks.loadPeople, "ProfilePage") });
const given = createRoute({ getParentRoute: () => root, path: "/mijn/inzet", component: lazyRouteComponent(chunks.loadGiven, "GivenPage") });
const matches = createRoute({ getParentRoute: () => root, path: "/mijn/afspraken", component: lazyRouteComponent(chunks.loadMatches, "MatchesPage") });
const match = createRoute({ getParentRoute: () => root, path: "/mijn/afspraken/$id", component: lazyRouteComponent(chunks.loadMatches, "MatchPage") });
const classroom = createRoute({ getParentRoute: () => root, path: "/klas", component: lazyRouteComponent(chunks.loadClass, "ClassPage") });
const partners = createRoute({ getParentRoute: () => root, path: "/mijn/partners", component: lazyRouteComponent(chunks.loadPartners, "PartnersPage") });
const requests = createRoute({ getParentRoute: () => root, path: "/mijn/vragen", component: lazyRouteComponent(chunks.loadRequests, "RequestsPage") });
const request = createRoute({ getParentRoute: () => root, path: "/mijn/vragen/$id", component: lazyRouteComponent(chunks.loadRequests, "RequestPage") });
const requestWhy = createRoute({ getParentRoute: () => root, path: "/mijn/vragen/$id/waarom", component: lazyRouteComponent(chunks.loadWhy, "RequestWhyPage") });
const activityWhy = createRoute({ getParentRoute: () => root, path: "/mijn/aanbod/$id/waarom", component: lazyRouteComponent(chunks.loadWhy, "ActivityWhyPage") });
const offers = createRoute({ getParentRoute: () => root, path: "/mijn/aanbod", component: lazyRouteComponent(chunks.loadMine, "OffersPage") });
const chances = createRoute({
  getParentRoute: () => root,
  path: "/mijn/kansen",
  component: lazyRouteComponent(chunks.loadChances, "ChancesPage"),
  validateSearch: (search: Raw): { activity?: string } => ({ activity: uuid(search.activity) }),
});
const today = createRoute({ getParentRoute: () => root, path: "/regio", component: lazyRouteComponent(chunks.loadToday, "TodayPage") });
const rounds = createRoute({ getParentRoute: () => root, path: "/regio/rondes", component: lazyRouteComponent(chunks.loadRounds, "RoundsPage") });
const round = createRoute({ getParentRoute: () => root, path: "/regio/rondes/$id", component: lazyRouteComponent(chunks.loadRounds, "RoundPage") });
const planning = createRoute({ getParentRoute: () => root, path: "/regio/rondes/vooraf", component: lazyRouteComponent(chunks.loadPlanning, "PlanningPage") });
const concerns = createRoute({ getParentRoute: () => root, path: "/regio/zorgen", component: lazyRouteComponent(chunks.loadMine, "ConcernsPage") });
const appeals = createRoute({ getParentRoute: () => root, path: "/regio/verzoeken", component: lazyRouteComponent(chunks.loadMine, "AppealsPage") });
const crisis = createRoute({ getParentRoute: () => root, path: "/regio/omschakelen", component: lazyRouteComponent(chunks.loadCrisis, "CrisisPage") });
const sleepers = createRoute({ getParentRoute: () => root, path: "/regio/slapend", component: lazyRouteComponent(chunks.loadDormancy, "SleepersPage") });
const stillThere = createRoute({ getParentRoute: () => root, path: "/nog-actief", component: lazyRouteComponent(chunks.loadDormancy, "StillTherePage") });
const queue = createRoute({
  getParentRoute: () => root,
  path: "/regio/aanmeldingen",
  component: lazyRouteComponent(chunks.loadQueue, "QueuePage"),
  validateSearch: (search: Raw): { state?: State | "all"; q?: string } => ({ state: oneOf([...STATES, "all"] as const, search.state), q: words(search.q) }),
});
const members = createRoute({ getParentRoute: () => root, path: "/regio/leden", component: lazyRouteComponent(chunks.loadDesk, "MembersPage") });
const keys = createRoute({ getParentRoute: () => root, path: "/regio/sleutels", component: lazyRouteComponent(chunks.loadDesk, "KeysPage") });
const log = createRoute({
  getParentRoute: () => root,
  path: "/regio/logboek",
  component: lazyRouteComponent(chunks.loadDesk, "LogPage"),
  validateSearch: (search: Raw): Omit<Filters, "region"> & { of?: string } => ({
    of: code(search.of),
    operation: code(search.operation),
    actor: uuid(search.actor),
    from: day(search.from),
    to: day(search.to),
  }),
});
const roles = createRoute({ getParentRoute: () => root, path: "/rollen", component: lazyRouteComponent(chunks.loadRules, "RolesPage") });
const roundRules = createRoute({ getParentRoute: () => root, path: "/regels", component: lazyRouteComponent(chunks.loadRoundRules, "RoundRulesPage") });
const privacy = createRoute({ getParentRoute: () => root, path: "/privacy", component: lazyRouteComponent(chunks.loadRules, "PrivacyPage") });
const open = createRoute({ getParentRoute: () => root, path: "/gegevens", component: lazyRouteComponent(chunks.loadOpen, "OpenPage") });

/** Signing in and up, one's own things, the region's desk. */
export const people = [signIn, link, join, application, invitation, stop, account, organisations, organisation, staff, profile, given, offers, chances, today, rounds, planning, round, concerns, crisis, sleepers, stillThere, appeals, matches, match, classroom, partners, requests, request, requestWhy, activityWhy, queue, members, keys, log, roles, roundRules, privacy, open] as const;
