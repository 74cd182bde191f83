/** What an entry is about, by the first words of its path; `page` where one can go and see it. */
const PAGES: Record<string, string> = {
  matches: "/mijn/afspraken", requests: "/mijn/vragen", "match-rounds": "/regio/rondes", organisations: "/mijn/organisatie",
  activities: "/activiteiten", schools: "/scholen", companies: "/bedrijven",
};
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export type Subject = { kind: string; page?: string };

export function subjectOf(path: string): Subject {
  const [, kind = "", id = ""] = path.replace(/^\/v1/, "").split("/");
  const page = PAGES[kind];
  return { kind, page: page && ID.test(id) ? `${page}/${id}` : undefined };
}
