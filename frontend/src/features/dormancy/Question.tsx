import type { Schemas } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Pass } from "../../ui/Pass";
import { Failed } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { useAnswer } from "./data";

type Props = { question: Schemas["QuestionOut"]; token: string };

/** Whether an organisation is still there: three answers, and nothing happens before one is given. */
export function Question({ question, token }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const { name, kind, lastActiveAt } = question;
  const answer = useAnswer(token);
  if (answer.data && answer.variables) {
    return (
      <Pass icon={kind} stub={name} doubt={answer.variables === "stop"}>
        <div role="status">
          <h2>{t(`dormancy.said.${answer.variables}`)}</h2>
          <p>{t(`dormancy.then.${answer.variables}`)}</p>
        </div>
      </Pass>
    );
  }
  return (
    <Pass icon={kind} stub={name}>
      <h2>{t("dormancy.still", { name })}</h2>
      <p>{t("dormancy.since", { date: words.date(lastActiveAt) })}</p>
      {answer.error && <Failed error={answer.error} />}
      <div className="buttons">
        <button type="button" className="button" disabled={answer.isPending} onClick={() => answer.mutate("active")}>{t("dormancy.answer.active")}</button>
        <button type="button" className="button ghost" disabled={answer.isPending} onClick={() => answer.mutate("pause")}>{t("dormancy.answer.pause")}</button>
        <Sure ask={t("dormancy.answer.stop")} yes={t("dormancy.stopYes")} run={() => answer.mutateAsync("stop")}>
          <p>{t("dormancy.stopText")}</p>
        </Sure>
      </div>
    </Pass>
  );
}
