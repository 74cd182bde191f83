import { useTranslation } from "../../lib/i18n";
import { type Draft, useSuggestions } from "./data";

/** On a phone: how much fits, in sight while one fills in, and the way to it. */
export function FitBar({ draft, begun }: { draft: Draft; begun: boolean }) {
  const { t } = useTranslation();
  const { data } = useSuggestions(draft, begun);
  if (!begun || !data) return null;
  const open = () => {
    const heading = document.getElementById("fits");
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  };
  const text = data.items.length > 0 ? t("match.bar", { count: data.items.length }) : t("match.none");
  return <button type="button" className="fit-bar" onClick={open}>{text} ↓</button>;
}
