import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { type SchoolSite, answer, api, codeOf } from "../../lib/api";
import { useSettled } from "../../lib/kept";

/** Finds a school by name or place; 792 sites share a name, so street and place are shown. */
export function SchoolPicker({ chosen, pick }: { chosen?: string; pick: (site: SchoolSite) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const q = useSettled(text.trim());
  const asking = q.length > 1;
  const { data, error } = useQuery({
    queryKey: ["pick", q],
    enabled: asking,
    queryFn: ({ signal }) => answer(api.GET("/schools", { signal, params: { query: { q, pageSize: 6 } } })),
  });
  return (
    <div className="stack">
      <div>
        <label className="label" htmlFor={id}>
          {t("ask.school")}
        </label>
        <input id={id} className="input" type="search" value={text} maxLength={100} aria-describedby={`${id}h`} onChange={(event) => setText(event.target.value)} />
        <p id={`${id}h`} className="soft">
          {chosen ? t("ask.chosen", { name: chosen }) : t("ask.schoolHelp")}
        </p>
      </div>
      <div aria-live="polite">
        {asking && data?.items.length === 0 && <p className="note">{t("ask.noSchool", { q })}</p>}
        {asking && error && <p className="note fault">{t(`refusals.${codeOf(error)}`, { defaultValue: t("refusals.internal_error") })}</p>}
        <ul className="stack">
          {asking &&
            data?.items.map((site) => (
              <li key={site.id}>
                <button type="button" className="chip" onClick={() => { pick(site); setText(""); }}>
                  <strong>{site.name}</strong> {site.address.street}, {site.address.place}
                </button>
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}
