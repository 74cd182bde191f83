import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Details } from "../../ui/Details";
import { type Own, isLooking } from "./own";
import { weeksTold } from "./weeksTold";

/** All that a school asked for. */
export function Facts({ request }: { request: Own }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { site, embed } = request;
  const all = (scheme: string, codes: string[]) => words.all(codes.map((code) => label(scheme, code)));
  const group = [`${request.year} ${label("levels", request.level)}`, t("requests.pupils", { count: request.pupils }), request.staff !== null && t("asks.staff", { count: request.staff })];
  const km = t("ask.kmText", { km: request.maxKm });
  const hours = request.windows.map((one) => t("asks.window", { day: words.weekday(one.weekday, "long"), from: one.fromHour, to: one.toHour }));
  return (
    <Details rows={[
      [t("requests.where"), [site.name, site.place].filter(Boolean).join(", ")],
      [t("requests.who"), group.filter(Boolean).join(", ")],
      [t("requests.what"), all("kinds", request.kinds)],
      [t("requests.subjects"), all("subjects", request.subjects)],
      [t("asks.topic"), request.topic],
      [t("requests.themes"), all("themes", request.themes)],
      [t("requests.goal"), label("goals", request.goal)],
      [t("requests.weeks"), weeksTold(request.weeksOk, t, words)],
      [t("requests.preferred"), weeksTold(request.weeksPreferred, t, words)],
      [t("asks.part.when"), hours.join("; ")],
      [t("requests.distance"), request.onlineOk ? `${km}, ${t("ask.onlineText")}` : km],
      [t("requests.needs"), all("needs", request.needs)],
      [t("asks.before"), embed?.before],
      [t("asks.after"), embed?.after],
      [t("requests.respondBy"), isLooking(request) && words.date(request.respondBy)],
    ]} />
  );
}
