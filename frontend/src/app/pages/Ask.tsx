import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { SignIn } from "../../features/accounts/SignIn";
import { useActivity } from "../../features/activities/data";
import { FitBar } from "../../features/suggestions/FitBar";
import { Panel } from "../../features/suggestions/Panel";
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
import { AskSchool, useOwnSites } from "../OwnSites";
import { Wanted } from "../Wanted";

const STEPS = 5;

const signIn = (done: () => void) => <SignIn back={`/vraag?step=${STEPS}`} done={done} />;

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
  const own = useOwnSites(draft, change);
  const settled = useSettled(draft);
  const begun = Boolean(settled.kinds?.length || settled.level || settled.subjects?.length || settled.themes?.length || settled.siteId);
  return (
    <Page title={t("ask.title")} lead={<Grown draft={draft} />}>
      <div className="notes"><Strange words={strange} /></div>
      {wanted.data && <Wanted activity={wanted.data} drop={() => change({ activityId: undefined })} />}
      <div className="draft">
        <div>
          <Wizard draft={draft} change={change} first={Math.min(arrived.step ?? (arrived.activity ? 2 : 1), STEPS)} holidays={holidays} clear={() => setDraft(EMPTY)}
            signIn={signIn} school={<AskSchool own={own} draft={draft} change={change} />} />
          <FitBar draft={asked(settled)} begun={begun} />
        </div>
        <Panel draft={asked(settled)} begun={begun} wanted={wanted.data?.id} apply={change} />
      </div>
    </Page>
  );
}
