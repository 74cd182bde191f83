import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { Icon } from "../../ui/Icon";

const WAYS = [["school", "school"], ["bedrijf", "company"]] as const;

/** The two halves of the ticket: who one is. */
export function Ways() {
  const { t } = useTranslation();
  return (
    <nav className="halves" aria-label={t("join.who")}>
      {WAYS.map(([as, kind]) => (
        <Link key={as} to="/meedoen" search={(now) => ({ region: now.region, als: as })} className="half" resetScroll={false}>
          <Icon names={[kind]} />
          <span>
            <strong>{t(`join.${kind}`)}</strong>
            <span className="line">{t(`join.${kind}Text`)}</span>
          </span>
        </Link>
      ))}
    </nav>
  );
}
