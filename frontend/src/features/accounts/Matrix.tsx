import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { useMatrix } from "../../lib/operations";
import { folded } from "../../lib/words";
import { Choice, Field } from "../../ui/Field";
import { Scroller } from "../../ui/Scroller";
import { Empty, Failed, Loading } from "../../ui/States";

const ROLES = [
  "visitor", "teacher", "school_coordinator", "professional", "company_coordinator", "regional_coordinator",
  "event_manager", "data_specialist", "platform_admin", "portal", "script",
];
const REACHES = ["all", "region", "own", "-"];

/** Who may do what, as the service itself tells. */
export function Matrix() {
  const { t, language } = useTranslation();
  const { data, error, refetch } = useMatrix();
  const [words, setWords] = useState("");
  const [role, setRole] = useState("");
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const roles = role ? [role] : ROLES;
  const rows = data.items.filter(
    (row) => folded(row.label[language] ?? "").includes(folded(words.trim())) && (!role || (row.reach[role] ?? "-") !== "-"),
  );
  return (
    <div className="stack">
      <div className="side">
        <Field label={t("matrix.search")} type="search" maxLength={100} value={words} onChange={(event) => setWords(event.target.value)} />
        <Choice label={t("matrix.role")} value={role} of={[["", t("matrix.every")], ...ROLES.map((code): [string, string] => [code, t(`roles.${code}`)])]} onChange={(event) => setRole(event.target.value)} />
      </div>
      <dl className="legend">
        {REACHES.map((reach) => <div key={reach}><dt className="reach" data-reach={reach}>{t(`reach.${reach}`)}</dt><dd>{t(`reachText.${reach}`)}</dd></div>)}
      </dl>
      <p role="status">{t("matrix.count", { count: rows.length })}</p>
      {rows.length === 0 ? <Empty title={t("matrix.none")} text={t("matrix.noneText")} /> : (
        <Scroller label={t("matrix.title")}>
          <table className="matrix" data-one={Boolean(role)}>
            <thead>
              <tr>
                <th scope="col">{t("matrix.what")}</th>
                {roles.map((code) => <th key={code} scope="col">{t(`roles.${code}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.operation}>
                  <th scope="row">{row.label[language] ?? row.operation}</th>
                  {roles.map((code) => <td key={code}><span className="reach" data-reach={row.reach[code] ?? "-"}>{t(`reach.${row.reach[code] ?? "-"}`)}</span></td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </div>
  );
}
