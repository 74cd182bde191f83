import { useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { REGIONAL, SCHOOL, holds } from "../../lib/roles";
import { Failed } from "../../ui/States";
import { ActForm, type Props } from "./ActForm";
import { type Match, VERBS, type Verb, useAct } from "./data";

/** The actions that can be taken now; accepting comes first. */
export const openOf = (match: Match): Verb[] => VERBS.filter((one) => match.allowedActions.includes(one));

/** Buttons that act: a school's yes at once, the rest after what it asks. `held` is for who opens them by key. */
export function Act({ held, ...props }: Props & { held?: [Verb | undefined, (verb: Verb | undefined) => void] }) {
  const { match, account, done } = props;
  const { t } = useTranslation();
  const own = useState<Verb>();
  const [verb, setVerb] = held ?? own;
  const yes = useAct(match.id, done);
  const atOnce = holds(account, SCHOOL) && !holds(account, REGIONAL) && match.moments.length < 2;
  if (verb) return <ActForm key={verb} {...props} verb={verb} close={() => setVerb(undefined)} done={(now) => { setVerb(undefined); done(now); }} />;
  const press = (one: Verb) => (one === "accept" && atOnce ? yes.mutate({ verb: one, body: {} }) : setVerb(one));
  return (
    <>
      {yes.error && <Failed error={yes.error} />}
      <div className="buttons">
        {openOf(match).map((one) => (
          <button key={one} type="button" className={one === "accept" ? "button" : "button ghost"} disabled={yes.isPending} onClick={() => press(one)}>
            {t(`matches.do.${one}`)} {held && <kbd aria-hidden="true">{t(`matches.key.${one}`)}</kbd>}
          </button>
        ))}
      </div>
    </>
  );
}
