import { useTranslation } from "../../lib/i18n";
import { type Kind, useBadge } from "./data";

/** In a word how well they keep their word; nothing when there is too little to tell from. */
export function Badge({ kind, site }: { kind: Kind; site: string }) {
  const { t } = useTranslation();
  const badge = useBadge(kind, site);
  if (!badge) return null;
  return <p><span className={badge === "uneven" ? "badge few" : "badge"}>{t(`reliability.badge.${badge}`)}</span></p>;
}
