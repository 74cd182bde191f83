import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { Panel } from "../../features/matches/Panel";
import { type Draft, EMPTY, KEY, asked } from "../../features/requests/draft";
import { Grown } from "../../features/requests/Grown";
import { Wizard } from "../../features/requests/Wizard";
import { useSchool } from "../../features/schools/data";
import { useKept, useSettled } from "../../lib/kept";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";

/** The draft: one question a step, the sentence growing, suggestions beside it. It stays on this device. */
export function AskPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/vraag" });
  const [draft, setDraft] = useKept<Draft>(KEY, EMPTY);
  const [arrived] = useState(search);
  const site = useSchool(arrived.site ?? draft.siteId ?? undefined);
  useTitle(t("ask.title"));
  useEffect(() => {
    const { kind, level, year, theme, subject } = arrived;
    if (!kind && !level && !theme && !subject) return;
    setDraft((now) => ({
      ...now,
      ...(kind && { kinds: [kind as never] }),
      ...(level && { level: level as never, year }),
      ...(theme && { themes: [theme as never] }),
      ...(subject && { subjects: [subject as never] }),
    }));
  }, [arrived, setDraft]);
  useEffect(() => {
    if (arrived.site && site.data) setDraft((now) => ({ ...now, siteId: site.data.id, siteName: `${site.data.name}, ${site.data.address.place ?? ""}` }));
  }, [arrived.site, site.data, setDraft]);
  const change = (next: Partial<Draft>) => setDraft((now) => ({ ...now, ...next }));
  const settled = useSettled(draft);
  const begun = Boolean(settled.kinds?.length || settled.level || settled.subjects?.length || settled.themes?.length || settled.siteId);
  return (
    <Page title={t("ask.title")} lead={<Grown draft={draft} />}>
      <div className="draft">
        <Wizard draft={draft} change={change} holidayRegion={site.data?.holidayRegion} clear={() => setDraft(EMPTY)} />
        <Panel draft={asked(settled)} begun={begun} apply={change} />
      </div>
    </Page>
  );
}
