import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Choice } from "../../ui/Field";
import { type Match, type Side, type Told, useCandidates, useSlots } from "./data";
import { Moment } from "./Moment";
import { type Pick, blank, waysOf } from "./pick";
import { whenOf } from "./words";

type Props = { match: Match; side: Side | undefined; told: Told; change: (told: Told) => void; pick: Pick | undefined; time: (pick: Pick) => void };
/** Nothing but the week, or nobody yet. */
const OPEN = "";

/** What a yes can settle: which of the moments, the hours in the week, and whom the company sends. */
export function Accept({ match, side, told, change, pick, time }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const company = side === "company";
  const slots = useSlots(match.activity.id);
  const chosen = match.moments[told.moment ?? 0] ?? match.moment;
  const senders = useCandidates(match.activity.id, chosen.week, company).data ?? [];
  const ways = waysOf([], slots.filter(({ week }) => week === chosen.week), t, words);
  return (
    <>
      {match.moments.length > 1 && (
        <Choice label={t("matches.which")} value={String(told.moment ?? 0)} onChange={(event) => change({ ...told, moment: Number(event.target.value) })} of={match.moments.map((moment, n) => [String(n), whenOf(moment, t, words)])} />
      )}
      {!chosen.startsAt && (
        <Moment label={t("matches.hours")} week={chosen.week} pick={pick ?? blank(OPEN)} change={time} ways={[{ at: OPEN, text: t("matches.weekAlone", { week: words.week(chosen.week) }) }, ...ways]} />
      )}
      {company && senders.length > 0 && (
        <Choice label={t("matches.sends")} value={told.professionalId ?? OPEN} onChange={(event) => change({ ...told, professionalId: event.target.value })}
          of={[[OPEN, t("matches.nobodyYet")], ...senders.map((one): [string, string] => [one.id, [one.displayName, one.function].filter(Boolean).join(", ")])]} />
      )}
    </>
  );
}
