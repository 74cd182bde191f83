import createClient from "openapi-fetch";
import type { components, paths } from "../client/schema";

export const api = createClient<paths>({ baseUrl: "/v1" });

export type Schemas = components["schemas"];
export type Activity = Schemas["ActivityOut"];
export type SchoolSite = Schemas["SchoolSiteOut"];
export type CompanySite = Schemas["CompanySiteOut"];
export type Region = Schemas["RegionOut"];
export type Suggestions = Schemas["SuggestionsOut"];

export type Problem = { code: string; status: number; errors: { pointer: string; code: string }[] };

/** A refusal as an error, so that queries and mutations fail with its code. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export const offline = (): Refused => new Refused({ code: "offline", status: 0, errors: [] });

/** The data of an answer; a refusal is thrown with its code, a dead line as `offline`. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch(() => {
    throw offline();
  });
  if (data !== undefined) return data;
  const problem = error as Partial<Problem> | undefined;
  throw new Refused({
    code: problem?.code ?? "internal_error",
    status: response.status,
    errors: problem?.errors ?? [],
  });
}

export const codeOf = (error: unknown): string => (error instanceof Refused ? error.problem.code : "internal_error");
/** Whether there is no such thing: it is not found, or its address cannot be one. */
export const isAbsent = (error: unknown): boolean => error instanceof Refused && [400, 404].includes(error.problem.status);
