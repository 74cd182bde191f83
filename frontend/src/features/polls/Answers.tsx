import { type FormEvent, useState } from "react";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Failed } from "../../ui/States";
import { type Questions, useAnswer } from "./data";

type Label = Questions["questions"][number];

function useText() {
  const { language } = useTranslation();
  return ({ label, code }: Label): string => label[language] ?? label.nl ?? code;
}

function Question({ question, values, chosen, choose }: { question: Label; values: Label[]; chosen: number | undefined; choose: (value: number) => void }) {
  const text = useText();
  return (
    <fieldset className="class-choice">
      <legend>{text(question)}</legend>
      {values.map((value) => (
        <label key={value.code}>
          <input type="radio" name={question.code} value={value.code} required checked={chosen === Number(value.code)} onChange={() => choose(Number(value.code))} />
          {text(value)}
        </label>
      ))}
    </fieldset>
  );
}

/** One pupil's answers: three choices and a button, and nothing of it stays on the device. */
export function Answers({ asked, code }: { asked: Questions; code: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Record<string, number>>({});
  const answer = useAnswer(code);
  const next = () => {
    setChosen({});
    answer.reset();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    answer.mutate(asked.questions.map(({ code: question }) => ({ question: question as "fits_me", value: chosen[question] ?? 0 })));
  };
  if (answer.data) {
    return (
      <div className="class-page stack" role="status">
        <h2 ref={focusOnce} tabIndex={-1}>{t("klas.thanks")}</h2>
        <p>{t("klas.thanksText")}</p>
        <p><button type="button" className="button ghost" onClick={next}>{t("klas.nextPupil")}</button></p>
      </div>
    );
  }
  return (
    <form className="class-page stack" onSubmit={send}>
      <p>{t("klas.pupil")}</p>
      {asked.questions.map((question) => (
        <Question key={question.code} question={question} values={asked.values} chosen={chosen[question.code]} choose={(value) => setChosen({ ...chosen, [question.code]: value })} />
      ))}
      {answer.error && <Failed error={answer.error} />}
      <p><button type="submit" className="button" disabled={answer.isPending}>{t("klas.send")}</button></p>
    </form>
  );
}
