import { useTranslation } from "../../lib/i18n";
import { focusOnce } from "../../lib/focus";
import type { Address } from "./data";

/** Rows of 0 and 1 as squares. */
function Squares({ rows, label }: { rows: string[]; label: string }) {
  const edge = rows.length;
  const path = rows.flatMap((row, y) => [...row].map((dark, x) => (dark === "1" ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return <svg className="squares" role="img" aria-label={label} viewBox={`-2 -2 ${edge + 4} ${edge + 4}`} shapeRendering="crispEdges"><path d={path} /></svg>;
}

/** What the teacher shows to the class: on the board, or on paper. It is seen once. */
export function Code({ made, close }: { made: Address; close: () => void }) {
  const { t } = useTranslation();
  const { code, url, squares, stage } = made;
  if (!code || !url || !squares) {
    return (
      <div className="stack">
        <p role="status">{t("klas.gone")}</p>
        <p><button type="button" className="button ghost" onClick={close}>{t("klas.kept")}</button></p>
      </div>
    );
  }
  return (
    <div className="class-sheet stack">
      <h3 ref={focusOnce} tabIndex={-1}>{t(`klas.sheet.${stage}`)}</h3>
      <div className="class-code">
        <Squares rows={squares} label={t("klas.squares")} />
        <div className="stack">
          <p>{t("klas.scan")}</p>
          <p translate="no"><b>{url.split("#")[0]}</b></p>
          <p>{t("klas.type")}</p>
          <p className="class-word" translate="no">{code.match(/.{4}/g)?.join(" ")}</p>
          <p className="soft">{t("klas.nameless")}</p>
        </div>
      </div>
      <div className="buttons">
        <button type="button" className="button" onClick={() => window.print()}>{t("klas.print")}</button>
        <button type="button" className="button ghost" onClick={close}>{t("klas.kept")}</button>
      </div>
    </div>
  );
}
