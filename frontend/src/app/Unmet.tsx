import { Link } from "@tanstack/react-router";
import { useWaiting } from "../features/demand/data";
import { useRegions } from "../features/regions/data";
import { useTranslation } from "../lib/i18n";

/** A region by its name, as it stands in a sentence; without one the whole country. */
export function useWhere(region: string | undefined): string {
  const { t } = useTranslation();
  const regions = useRegions();
  return regions.data?.items.find(({ code }) => code === region)?.name ?? t("demand.country");
}

/** How many classes wait for somebody, and the way to what they ask. */
export function Unmet({ region, ready = true }: { region: string | undefined; ready?: boolean }) {
  const { t } = useTranslation();
  const count = useWaiting(region, ready);
  const where = useWhere(region);
  if (!count) return null;
  return (
    <p className="note waiting">
      <strong>{t("demand.waiting", { count, where })}</strong>{" "}
      <Link to="/onvervulde-vragen" search={{ region }}>{t("demand.see")}</Link>
    </p>
  );
}
