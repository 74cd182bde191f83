import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { useActivity } from "../../features/activities/data";
import { Ticket } from "../../features/activities/Ticket";
import { FitBar } from "../../features/matches/FitBar";
import { Panel } from "../../features/matches/Panel";
import { useHolidays } from "../../features/requests/data";
import { type Draft, EMPTY, KEY, asked, fresh } from "../../features/requests/draft";
import { Grown } from "../../features/requests/Grown";
import { Wizard } from "../../features/requests/Wizard";
import { useSchool } from "../../features/schools/data";
import { useKept, useSettled } from "../../lib/kept";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Strange } from "../../ui/States";
import { useArrival } from "../arrival";
import { useKnown } from "../known";

/** The draft: one question a step, the sentence growing, suggestions beside it. It stays on this device. */
export function AskPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/vraag" });
  const [arrived] = useState(search);
  const { known, strange, ready } = useKnown(arrived);
  const [draft, setDraft] = useKept<Draft>(KEY, EMPTY);
  useArrival(known, ready, setDraft);
  const site = useSchool(draft.siteId ?? undefined);
  const holidays = useHolidays(site.data?.holidayRegion);
  const wanted = useActivity(draft.activityId);
  useTitle(t("ask.title"));
  useEffect(() => setDraft((now) => fresh(now, holidays ?? [], Date.now())), [holidays, setDraft]);
  const change = (next: Partial<Draft>) => setDraft((now) => ({ ...now, ...next }));
  const settled = useSettled(draft);
  const begun = Boolean(settled.kinds?.length || settled.level || settled.subjects?.length || settled.themes?.length || settled.siteId);
  return (
    <Page title={t("ask.title")} lead={<Grown draft={draft} />}>
      <div className="notes"><Strange words={strange} /></div>
      {wanted.data && (
        <section className="wanted" aria-labelledby="wanted">
          <h2 id="wanted">{t("ask.wanted")}</h2>
          <Ticket activity={wanted.data} />
          <button type="button" className="link" onClick={() => change({ activityId: undefined })}>{t("ask.notWanted")}</button>
        </section>
      )}
      <div className="draft">
        <div>
          <Wizard draft={draft} change={change} first={arrived.activity ? 2 : 1} holidays={holidays} clear={() => setDraft(EMPTY)} />
          <FitBar draft={asked(settled)} begun={begun} />
        </div>
        <Panel draft={asked(settled)} begun={begun} wanted={wanted.data?.id} apply={change} />
      </div>
    </Page>
  );
}
