import { useState } from "react";
import { Answers } from "../../features/polls/Answers";
import { CodeForm } from "../../features/polls/CodeForm";
import { useQuestions } from "../../features/polls/data";
import { isRefused } from "../../lib/api";
import { useFragment } from "../../lib/fragment";
import { useTranslation } from "../../lib/i18n";
import { useTitle } from "../../lib/title";
import { Page } from "../../ui/Page";
import { Failed, Loading } from "../../ui/States";

/** What a class opens: three questions, without an account, a cookie or a name. */
export function ClassPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const given = useFragment();
  const code = typed || given;
  const { data, error, refetch } = useQuestions(code);
  useTitle(t("klas.pageTitle"));
  const lead = data && t(`klas.about.${data.stage}`, { activity: data.activity });
  return (
    <Page title={t("klas.pageTitle")} lead={lead} dense>
      {error && <div className="section"><Failed error={error} retry={isRefused(error) ? undefined : () => void refetch()} /></div>}
      {(!code || (error && isRefused(error))) && <CodeForm done={setTyped} />}
      {code && !error && (data ? <Answers asked={data} code={code} /> : <div className="section"><Loading rows={2} /></div>)}
    </Page>
  );
}
