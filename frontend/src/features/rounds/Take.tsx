import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "../../lib/i18n";
import { Failed } from "../../ui/States";
import { type Round, keepAgenda, keepTable } from "./data";

/** The plan as a table, and what came of it as appointments for one's calendar. */
export function Take({ round }: { round: Round }) {
  const { t } = useTranslation();
  const table = useMutation({ mutationFn: () => keepTable(round) });
  const agenda = useMutation({ mutationFn: () => keepAgenda(round) });
  return (
    <>
      <div className="buttons">
        <button type="button" className="button ghost" disabled={table.isPending} onClick={() => table.mutate()}>{t("plans.table")}</button>
        {round.published && <button type="button" className="button ghost" disabled={agenda.isPending} onClick={() => agenda.mutate()}>{t("plans.agenda")}</button>}
      </div>
      {table.error && <Failed error={table.error} />}
      {agenda.error && <Failed error={agenda.error} />}
    </>
  );
}
