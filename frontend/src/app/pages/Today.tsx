import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Act, openOf } from "../../features/matches/Act";
import { Ticket } from "../../features/matches/Ticket";
import type { Verb } from "../../features/matches/data";
import { showBelow } from "../../lib/below";
import { useTranslation } from "../../lib/i18n";
import { useKept } from "../../lib/kept";
import { useKeys } from "../../lib/keys";
import { REGIONAL } from "../../lib/roles";
import type { Account } from "../../lib/session";
import { useWords } from "../../lib/words";
import { Empty, Failed, Loading } from "../../ui/States";
import { Counter } from "../Counter";
import { Fits } from "../Fits";
import { Waiting } from "../Waiting";
import { GROUPS, type Row, useToday } from "../today";
import { useWhy } from "../why";

const own = (now: { region?: string }) => ({ region: now.region });
type Detail = { row: Row; account: Account; verb: Verb | undefined; setVerb: (verb: Verb | undefined) => void; starts: boolean; told: (text: string) => void };

/** What was chosen: a match to act on for a side, or a request with what fits it. */
function Chosen({ row, account, verb, setVerb, starts, told }: Detail) {
  const { t } = useTranslation();
  const words = useWords();
  const why = useWhy();
  const { match, request } = row;
  if (match) {
    return (
      <Ticket match={match} why={why(match)} linked>
        <Act match={match} account={account} held={[verb, setVerb]} done={() => told(t("today.done"))} />
      </Ticket>
    );
  }
  return (
    <div className="stack">
      <div>
        <h2><Link to="/mijn/vragen/$id" params={{ id: request.id }} search={own}>{request.title}</Link></h2>
        <p className="soft">{request.site.name}{request.openedAt && ` · ${t("today.since", { date: words.day(request.openedAt) })}`}</p>
      </div>
      <Fits key={`${request.id}${starts}`} request={request} start={starts} made={() => told(t("today.proposed"))} />
    </div>
  );
}

/** The counts as a sentence. */
function Sum({ rows }: { rows: Row[] }) {
  const { t } = useTranslation();
  const counts = GROUPS.map((group) => ({ group, count: rows.filter((row) => row.group === group).length })).filter(({ count }) => count > 0);
  return <p className="lead-line">{counts.map(({ group, count }) => t(`today.sum.${group}`, { count })).join(" ")}</p>;
}

function Today({ account }: { account: Account }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { rows, isPending, error, refetch } = useToday();
  const [[place, moved], setPlace] = useState<[number, boolean]>([0, false]);
  const [verb, setVerb] = useState<Verb>();
  const [starts, setStarts] = useState(false);
  const [told, setTold] = useState("");
  const [{ on }, setKeys] = useKept("loket.keys", { on: true });
  const at = Math.max(0, Math.min(place, rows.length - 1));
  const row = rows[at];
  const go = (next: number, byKey = true) => {
    setVerb(undefined);
    setStarts(false);
    setPlace([Math.max(0, Math.min(next, rows.length - 1)), byKey]);
  };
  const detail = useRef<HTMLElement>(null);
  const choose = (id: string) => {
    if (id === row?.id) return open();
    flushSync(() => go(rows.findIndex((one) => one.id === id), false));
    showBelow(detail.current);
  };
  const open = () => {
    if (row?.match) void navigate({ to: "/mijn/afspraken/$id", params: { id: row.id }, search: own });
    if (row?.request) void navigate({ to: "/mijn/vragen/$id", params: { id: row.id }, search: own });
  };
  const verbs = row?.match ? openOf(row.match) : [];
  const [down, up] = [() => go(at + 1), () => go(at - 1)];
  const deeds = Object.fromEntries(verbs.map((one) => [t(`matches.key.${one}`), () => setVerb(one)]));
  const start = row?.request ? { [t("today.key.propose")]: () => setStarts(true) } : {};
  useKeys({ j: down, ArrowDown: down, k: up, ArrowUp: up, o: open, ...deeds, ...start }, on);
  if (isPending) return <div className="section"><Loading rows={4} /></div>;
  if (error) return <div className="section"><Failed error={error} retry={() => void refetch()} /></div>;
  if (!row) return <div className="section"><Empty title={t("today.none")} text={t("today.noneText")} /></div>;
  return (
    <div className="section">
      <Sum rows={rows} />
      <p className="hint">
        {on && <span><kbd>j</kbd> <kbd>k</kbd> {t("queue.move")} · <kbd>o</kbd> {t("today.open")} · {verbs.map((one) => <span key={one}><kbd>{t(`matches.key.${one}`)}</kbd> {t(`matches.do.${one}`).toLowerCase()} </span>)}{row.request && <span><kbd>{t("today.key.propose")}</kbd> {t("today.propose")}</span>}</span>}
        <button type="button" className="link" aria-pressed={on} onClick={() => setKeys({ on: !on })}>{t(on ? "queue.keysOff" : "queue.keysOn")}</button>
      </p>
      <p role="status">{told}</p>
      <div className="desk">
        <Waiting rows={rows} chosen={row.id} moved={moved} choose={choose} />
        <section ref={detail} className="chosen" aria-label={t("today.chosen")}>
          <Chosen key={row.id} row={row} account={account} verb={verb} setVerb={setVerb} starts={starts} told={(text) => { setTold(text); setVerb(undefined); setStarts(false); }} />
        </section>
      </div>
    </div>
  );
}

/** The region's desk: what waits for whom, what ends soon, and who has nothing. */
export function TodayPage() {
  const { t } = useTranslation();
  return <Counter title={t("nav.today")} roles={REGIONAL}>{(account) => <Today account={account} />}</Counter>;
}
