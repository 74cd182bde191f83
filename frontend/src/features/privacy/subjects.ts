import { ASKERS, COMPANY, PARTIES, REGIONAL, holds } from "../../lib/roles";
import type { Account } from "../../lib/session";

/** The page of a thing by the first words of its path, and who may look there; without roles anybody. */
const PAGES: Record<string, [page: string, roles?: string[]]> = {
  matches: ["/mijn/afspraken", PARTIES], requests: ["/mijn/vragen", ASKERS], "match-rounds": ["/regio/rondes", REGIONAL], organisations: ["/mijn/organisatie"],
  // Not every activity in the log is public: its own side sees it always.
  activities: ["/activiteiten", [...COMPANY, ...REGIONAL]], schools: ["/scholen"], companies: ["/bedrijven"],
};
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export type Subject = { kind: string; page?: string };

/** What an entry is about; `page` where this reader can go and see it. */
export function subjectOf(path: string, reader: Account | null | undefined): Subject {
  const [, kind = "", id = ""] = path.replace(/^\/v1/, "").split("/");
  const [page, roles] = PAGES[kind] ?? [];
  const open = page && ID.test(id) && (!roles || holds(reader, roles));
  return { kind, page: open ? `${page}/${id}` : undefined };
}
