import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { useOperations } from "../../lib/operations";
import { useSession } from "../../lib/session";
import { useWords } from "../../lib/words";
import { Scroller } from "../../ui/Scroller";
import type { Entry } from "./data";
import { subjectOf } from "./subjects";

const LEAST_REFUSAL = 400;
const SHORT = 8;
type Props = { entries: Entry[]; names?: Map<string, string>; regions?: Map<string, string>; pick?: (actor: string) => void };

/** What it is about in words, with the way there for who may look. */
function About({ path }: { path: string }) {
  const { t } = useTranslation();
  const { kind, page } = subjectOf(path, useSession().account);
  const told = t(`log.about.${kind}`, { defaultValue: path.replace("/v1/", "") });
  return page ? <Link to={page}>{told}</Link> : told;
}

/** Rows of the log, newest first; with `pick` also whose they are. */
export function Entries({ entries, names, regions, pick }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const { label } = useOperations();
  const who = ({ id, kind }: Entry["actor"]) => (id && names?.get(id)) || `${t(`log.kind.${kind}`)}${id ? ` ${id.slice(-SHORT)}` : ""}`;
  return (
    <Scroller label={t("privacy.log.table")}>
      <table className="log">
        <thead>
          <tr>
            <th scope="col">{t("privacy.log.at")}</th>
            {pick && <th scope="col">{t("privacy.log.actor")}</th>}
            <th scope="col">{t("privacy.log.operation")}</th>
            <th scope="col">{t("privacy.log.subject")}</th>
            {pick && <th scope="col">{t("privacy.log.region")}</th>}
            <th scope="col">{t("privacy.log.outcome")}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td><time dateTime={entry.at}>{words.moment(entry.at)}</time></td>
              {pick && <td>{entry.actor.id ? <button type="button" className="link" title={t("log.only")} onClick={() => pick(entry.actor.id ?? "")}>{who(entry.actor)}</button> : who(entry.actor)}</td>}
              <td>{label(entry.operation)}</td>
              <td title={entry.subject}><About path={entry.subject} /></td>
              {pick && <td>{entry.region && (regions?.get(entry.region) ?? entry.region)}</td>}
              <td>{entry.outcome < LEAST_REFUSAL ? t("log.done") : <span className="badge few">{t("log.refused", { status: entry.outcome })}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
