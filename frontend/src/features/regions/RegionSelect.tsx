import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "../../lib/i18n";
import { HOME_BRAND, applyBrand } from "../../lib/brand";
import { useRegions } from "./data";

/** The region that the page speaks for, with its brand; kept in the address. */
export function RegionSelect() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { region } = useSearch({ from: "__root__" });
  const { data } = useRegions();
  const brand = data?.items.find((item) => item.code === region)?.brand ?? HOME_BRAND;
  useEffect(() => applyBrand(brand), [brand]);
  return (
    <select
      aria-label={t("nav.region")}
      value={region ?? ""}
      onChange={(event) => {
        const next = event.target.value || undefined;
        void navigate({ to: ".", search: (now: Record<string, unknown>) => ({ ...now, region: next }) });
      }}
    >
      <option value="">{t("country")}</option>
      {data?.items.map((item) => (
        <option key={item.code} value={item.code}>
          {item.name}
        </option>
      ))}
    </select>
  );
}
