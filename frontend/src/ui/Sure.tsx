import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "../lib/i18n";
import { useEscape, useHush } from "../lib/keys";
import { Failed } from "./States";

type Props = { ask: string; name?: string; yes: string; children: ReactNode; run: () => Promise<unknown>; done?: () => void; small?: boolean };

/** A deed with consequences, and `name` for what it is done to: first what they are, then a button that does it. A `run` that gives false was not done. */
export function Sure({ ask, name, yes, children, run, done, small }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const words = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const finish = () => {
    setOpen(false);
    done?.();
  };
  const deed = useMutation({ mutationFn: run, onSuccess: (result) => result !== false && finish() });
  // The focus moves with what is shown, not a frame after: by then somebody may be at the button.
  const turned = useRef(false);
  useLayoutEffect(() => {
    if (turned.current) (open ? words : first).current?.focus();
    turned.current = false;
  }, [open]);
  const turn = (next: boolean) => {
    turned.current = true;
    setOpen(next);
    deed.reset();
  };
  useHush(open);
  useEscape(words, open, () => turn(false));
  if (!open) return <button ref={first} type="button" className={small ? "link" : "button ghost"} aria-label={name && `${ask}: ${name}`} onClick={() => turn(true)}>{ask}</button>;
  return (
    <div ref={words} className="sure" role="group" aria-label={name ? `${ask}: ${name}` : ask} tabIndex={-1}>
      <div className="stack">{children}</div>
      {deed.error && <Failed error={deed.error} />}
      <div className="buttons">
        <button type="button" className="button" disabled={deed.isPending} onClick={() => deed.mutate()}>{yes}</button>
        <button type="button" className="button ghost" onClick={() => turn(false)}>{t("states.no")}</button>
      </div>
    </div>
  );
}
