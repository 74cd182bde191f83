type Site = { id: string; name: string; place: string | null; street: string | null };

/** Each site by its name and place; those that share both also by their street. */
export function namesOf(sites: Site[]): Map<string, string> {
  const plain = ({ name, place }: Site) => [name, place].filter(Boolean).join(", ");
  const shared = (site: Site) => sites.filter((other) => plain(other) === plain(site)).length > 1;
  return new Map(sites.map((site) => [site.id, shared(site) && site.street ? [site.name, site.street, site.place].filter(Boolean).join(", ") : plain(site)]));
}
