import type { Schemas } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { capital } from "../../lib/words";
import { Details } from "../../ui/Details";
import { Failed, Loading } from "../../ui/States";
import { useRegister } from "./data";

type Row = Schemas["Processing"];

function Slip({ row, kinds }: { row: Row; kinds: Map<string, string> }) {
  const { t, language } = useTranslation();
  const { purpose, basis, readBy, kept, afterErasure, columns, table } = row;
  return (
    <article className="slip">
      <h3>{capital(purpose[language])}</h3>
      <Details rows={[
        [t("privacy.register.basis"), basis.label[language]],
        [t("privacy.register.readBy"), readBy.map((reader) => reader.label[language]).join(", ")],
        [t("privacy.register.kept"), kept.label[language]],
        [t("privacy.register.afterErasure"), t(`privacy.register.${afterErasure}`)],
      ]} />
      <details>
        <summary>{t("privacy.register.columns")} <span className="hidden">{purpose[language]}</span></summary>
        <p className="soft"><code>{table}</code></p>
        <ul className="columns-of">
          {columns.map(({ name, kind }) => <li key={name}><code>{name}</code> {kinds.get(kind)}</li>)}
        </ul>
      </details>
    </article>
  );
}

/** All that is kept, as the service itself tells. */
export function Register() {
  const { t, language } = useTranslation();
  const { data, error, refetch } = useRegister();
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const kinds = new Map(data.kinds.map(({ code, label }) => [code, label[language]]));
  return (
    <>
      <div className="slips">{data.items.map((row) => <Slip key={row.table} row={row} kinds={kinds} />)}</div>
      <h3>{t("privacy.register.ofPupils")}</h3>
      <ul className="ticks">{data.ofPupils.map(({ field, label }) => <li key={field}>{label[language]}</li>)}</ul>
      <details>
        <summary>{t("privacy.register.freeText")}</summary>
        <ul className="columns-of">{data.freeText.map(({ field, label }) => <li key={field}><code>{field}</code> {label[language]}</li>)}</ul>
      </details>
      <details>
        <summary>{t("privacy.register.without")}</summary>
        <p className="soft">{data.without.join(", ")}</p>
      </details>
    </>
  );
}
