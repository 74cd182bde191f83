import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Pass } from "../../ui/Pass";
import { Failed } from "../../ui/States";
import { type Contribution, keepCertificate } from "./data";

/** Minutes as hours, to half an hour. */
export const hoursOf = (minutes: number): number => Math.round(minutes / 30) / 2;

/** What one gave in one school year, what was said of it, `children` by classes, and the certificate. */
export function Year({ given, children }: { given: Contribution; children?: ReactNode }) {
  const { t, language } = useTranslation();
  const words = useWords();
  const { schoolYear, minutes, classes, pupils, schools, score, answers, activities } = given;
  const fetch = useMutation({ mutationFn: () => keepCertificate(schoolYear, language) });
  const hours = (of: number) => words.number(hoursOf(of));
  return (
    <Pass stub={<h2>{schoolYear}</h2>}>
      <p>{t("given.sum", { hours: hours(minutes), classes: t("given.classes", { count: classes }), schools: t("given.schools", { count: schools }), pupils: words.number(pupils) })}</p>
      <table className="demand">
        <caption className="hidden">{t("given.table", { year: schoolYear })}</caption>
        <thead><tr><th scope="col">{t("given.activity")}</th><th scope="col">{t("given.ofClasses")}</th><th scope="col">{t("given.ofHours")}</th></tr></thead>
        <tbody>
          {activities.map((one) => <tr key={one.id}><th scope="row">{one.title}</th><td>{words.number(one.classes)}</td><td>{hours(one.minutes)}</td></tr>)}
        </tbody>
      </table>
      <p className={score === null ? "soft" : undefined}>{score === null ? t("given.fewAnswers") : t("given.score", { score: words.number(score), count: answers ?? 0 })}</p>
      {children}
      <p><button type="button" className="button" disabled={fetch.isPending} aria-label={`${t("given.paper")}: ${schoolYear}`} onClick={() => fetch.mutate()}>{t("given.paper")}</button></p>
      {fetch.error && <Failed error={fetch.error} />}
    </Pass>
  );
}
