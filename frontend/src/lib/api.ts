import createClient from "openapi-fetch";
import type { components, paths } from "../client/schema";

export const api = createClient<paths>({ baseUrl: "/v1" });

export type Schemas = components["schemas"];
export type Activity = Schemas["ActivityOut"];
export type SchoolSite = Schemas["SchoolSiteOut"];
export type CompanySite = Schemas["CompanySiteOut"];
export type Region = Schemas["RegionOut"];
export type Suggestions = Schemas["SuggestionsOut"];

export type Fault = { pointer: string; code: string };
/** A refusal's answer; `rest` is what this refusal tells besides. */
export type Problem = { code: string; status: number; errors: Fault[]; rest?: Record<string, unknown> };

/** A refusal as an error, so that queries and mutations fail with its code. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export const offline = (): Refused => new Refused({ code: "offline", status: 0, errors: [] });

type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** The data of an answer and its version; a refusal is thrown with its code, a dead line as `offline`. */
export async function versioned<T>(call: Call<T>): Promise<{ data: T; tag: string }> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    throw reason instanceof Refused ? reason : offline();
  });
  if (response.ok) return { data: data as T, tag: response.headers.get("ETag") ?? "" };
  const problem = error as (Partial<Problem> & Record<string, unknown>) | undefined;
  throw new Refused({
    code: problem?.code ?? "internal_error",
    status: response.status,
    errors: problem?.errors ?? [],
    rest: problem,
  });
}

/** The data of an answer, as `versioned` gives it. */
export const answer = async <T>(call: Call<T>): Promise<T> => (await versioned(call)).data;

export const codeOf = (error: unknown): string => (error instanceof Refused ? error.problem.code : "internal_error");
/** Whether there is no such thing: it is not found, or its address cannot be one. */
export const isAbsent = (error: unknown): boolean => error instanceof Refused && [400, 404].includes(error.problem.status);
/** Whether the service gave a clear no, which a repeat will not change. */
export const isRefused = (error: unknown): boolean => error instanceof Refused && [400, 401, 404].includes(error.problem.status);

/** What a list that goes on by a cursor tells its query. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { nextCursor: string | null }): string | undefined => page.nextCursor ?? undefined,
};

/** The items of all pages so far. */
export const itemsOf = <T>(list: { pages: { items: T[] }[] } | undefined): T[] => list?.pages.flatMap((page) => page.items) ?? [];
