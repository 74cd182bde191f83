import { useTranslation } from "../../lib/i18n";
import { Failed, Loading } from "../../ui/States";
import { usePartnership } from "./data";

/** School years side by side: what took place, and where there was a gap. */
export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = usePartnership(id);
  if (isPending) return <Loading rows={1} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (data.timeline.length === 0) return null;
  return (
    <ol className="years" aria-label={t("partners.years")}>
      {data.timeline.map((year) => (
        <li key={year.schoolYear} data-gap={year.isGap || undefined}>
          <strong>{year.schoolYear}</strong>
          <span>{year.isGap ? t("partners.gap") : t("partners.activities", { count: year.activities })}</span>
          {year.pupils > 0 && <span className="soft">{t("partners.pupils", { count: year.pupils })}</span>}
        </li>
      ))}
    </ol>
  );
}
