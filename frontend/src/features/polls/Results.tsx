import { useConcepts } from "../../lib/concepts";
import { useTranslation } from "../../lib/i18n";
import { Scroller } from "../../ui/Scroller";
import { type Poll, VALUES } from "./data";

const YES_FROM = 4;
const sum = (counts: number[]): number => counts.reduce((all, one) => all + one, 0);

/** The answers 1 to 5 side by side, as wide as they were given often; the words beside it say the same. */
function Bar({ counts }: { counts: number[] }) {
  return (
    <div className="class-bar" aria-hidden="true">
      {counts.map((count, place) => count > 0 && <i key={VALUES[place]} data-value={place + 1} style={{ flexGrow: count }}>{count}</i>)}
    </div>
  );
}

/** What a class said before and after: a bar for each question, and the same as a table. */
export function Results({ polls }: { polls: Pick<Poll, "stage" | "results">[] }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const shown = polls.flatMap(({ stage, results }) => (results ? [{ stage, results }] : []));
  if (shown.length === 0) return null;
  const rows = shown.flatMap(({ stage, results }) => results.questions.map((one) => ({ ...one, stage })));
  const asked = [...new Set(rows.map((row) => row.question))];
  return (
    <div className="stack">
      {asked.map((question) => (
        <div key={question} className="class-question">
          <h4>{label("class-questions", question)}</h4>
          {rows.filter((row) => row.question === question).map(({ stage, counts }) => (
            <div key={stage}>
              <p>{t(`klas.said.${stage}`, { yes: sum(counts.slice(YES_FROM - 1)), all: sum(counts) })}</p>
              <Bar counts={counts} />
            </div>
          ))}
        </div>
      ))}
      <ul className="class-legend" aria-hidden="true">{VALUES.map((value) => <li key={value}><i data-value={value} />{label("class-answers", String(value))}</li>)}</ul>
      <details>
        <summary>{t("klas.table")}</summary>
        <Scroller label={t("klas.caption")}>
          <table className="class-table">
            <caption className="hidden">{t("klas.caption")}</caption>
            <thead><tr><th scope="col">{t("klas.question")}</th>{VALUES.map((value) => <th key={value} scope="col">{label("class-answers", String(value))}</th>)}</tr></thead>
            <tbody>
              {rows.map(({ stage, question, counts }) => (
                <tr key={stage + question}><th scope="row">{t(`klas.stage.${stage}`)}: {label("class-questions", question)}</th>{counts.map((count, place) => <td key={VALUES[place]}>{count}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </details>
    </div>
  );
}
