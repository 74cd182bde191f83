import { useTranslation } from "../../lib/i18n";
import { useLine } from "./data";

/** For a company: how many schools wait for a place, when any do. */
export function Line({ activity }: { activity: string }) {
  const { t } = useTranslation();
  const { data } = useLine(activity);
  const count = (data?.waiting ?? 0) + (data?.offered ?? 0);
  return count > 0 ? <span className="badge few">{t("standby.line", { count })}</span> : null;
}
