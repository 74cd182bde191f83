import { useState } from "react";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { Code } from "./Code";
import { Results } from "./Results";
import { type Address, type Poll, useClose, useOpen, usePolls } from "./data";

/** How it stands with one stage, in words. */
function useStands() {
  const { t } = useTranslation();
  const words = useWords();
  return ({ state, results, tooFew, closesAt }: Poll): string => {
    if (state === "open") return t("klas.open", { until: words.moment(closesAt ?? "") });
    if (results) return t("klas.done", { count: results.answers });
    return t(tooFew ? "klas.few" : "klas.none");
  };
}

function Stage({ poll, match }: { poll: Poll; match: string }) {
  const { t } = useTranslation();
  const stands = useStands();
  const attempt = useAttempt();
  const [shown, setShown] = useState<Address>();
  const close = useClose(match);
  const open = useOpen(match, (made) => {
    attempt.next();
    setShown(made);
  });
  const { stage, allowedActions: may } = poll;
  const ask = () => open.mutateAsync({ stage, header: attempt.header });
  if (shown && poll.state === "open") return <Code made={shown} close={() => setShown(undefined)} />;
  return (
    <div className="stack">
      <h3>{t(`klas.stage.${stage}`)}</h3>
      <p>{stands(poll)}</p>
      {open.error && <Failed error={open.error} />}
      {may.length > 0 && (
        <div className="buttons">
          {may.includes("open") && poll.state === "none" && <button type="button" className="button" disabled={open.isPending} onClick={() => void ask().catch(() => undefined)}>{t(`klas.ask.${stage}`)}</button>}
          {may.includes("open") && poll.state === "open" && <Sure ask={t("klas.again")} name={t(`klas.stage.${stage}`)} yes={t("klas.againYes")} run={ask}><p>{t("klas.againText")}</p></Sure>}
          {may.includes("close") && <Sure ask={t("klas.close")} name={t(`klas.stage.${stage}`)} yes={t("klas.closeYes")} run={() => close(stage)}><p>{t("klas.closeText")}</p></Sure>}
        </div>
      )}
    </div>
  );
}

/** Three questions to the class before and after a visit, for who may ask them and who may see what came of it. */
export function Polls({ match }: { match: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePolls(match);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={1} />;
  const told = data.items.filter((poll) => poll.state !== "none" || poll.allowedActions.length > 0);
  if (told.length === 0) return null;
  return (
    <section aria-labelledby="class" className="stack">
      <h2 id="class">{t("klas.title")}</h2>
      <p className="soft">{t("klas.how")}</p>
      <div className="class-stages">{told.map((poll) => <Stage key={poll.stage} poll={poll} match={match} />)}</div>
      <Results polls={told} />
    </section>
  );
}
