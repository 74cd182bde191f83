import { useQuery } from "@tanstack/react-query";
import { type Schemas, answer, api } from "../../lib/api";
import { save } from "../../lib/files";

export type Contribution = Schemas["ContributionOut"];

export function useContributions() {
  return useQuery({ queryKey: ["mine", "contributions"], queryFn: () => answer(api.GET("/account/contributions")) });
}

/** The certificate of a school year on paper, in a language. */
export async function keepCertificate(year: string, language: string): Promise<void> {
  const asked = { params: { path: { school_year: year } }, headers: { "Accept-Language": language }, parseAs: "blob" } as const;
  save(await answer(api.GET("/account/contributions/{school_year}/certificate", asked)), `techniekloket-${year}.pdf`);
}
