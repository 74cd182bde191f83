import { Question } from "../../features/dormancy/Question";
import { Sleepers } from "../../features/dormancy/Sleepers";
import { useQuestion } from "../../features/dormancy/data";
import { useFragment } from "../../lib/fragment";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL } from "../../lib/roles";
import { Counter } from "../Counter";
import { Secret } from "../Secret";

/** Organisations of the region that nothing was heard of. */
export function SleepersPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.sleepers")} roles={REGIONAL}>{() => <Sleepers />}</Counter>;
}

/** What the mail to one of them opens; nobody has to sign in. */
export function StillTherePage() {
  const { t } = useTranslation();
  const token = useFragment();
  const found = useQuestion(token);
  return <Secret title={t("dormancy.title")} token={token} found={found}>{(question) => <Question question={question} token={token} />}</Secret>;
}
