import { Link } from "@tanstack/react-router";
import { useTranslation } from "../../lib/i18n";
import { Mend } from "./Mend";
import { WhatIf } from "./WhatIf";
import type { Round } from "./data";

/** Which round this one came of, and what that makes of it. */
export function CameOf({ round }: { round: Round }) {
  const { t } = useTranslation();
  if (!round.parent) return null;
  return <p className="note">{t(`rounds.kind.${round.kind}`)} <Link to="/regio/rondes/$id" params={{ id: round.parent }} search={(now) => ({ region: now.region })}>{t("rounds.kind.parent")}</Link></p>;
}

/** What may come of a round. */
export function Kin({ round }: { round: Round }) {
  return (
    <>
      {round.kind === "round" && round.published && <Mend round={round} />}
      <WhatIf key={round.id} round={round} />
    </>
  );
}
