import { useState } from "react";
import type { Schemas } from "../../lib/api";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Choice } from "../../ui/Field";

export type Window = Schemas["Window"];
const MOST = 20;
const HOURS = Array.from({ length: 12 }, (_, place): [string, string] => [String(place + 1), String(place + 1)]);

/** Lesson hours that suit, one moment after the other. */
export function Windows({ windows, change, fault }: { windows: Window[]; change: (next: Window[]) => void; fault?: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const [next, setNext] = useState<Window>({ weekday: 1, fromHour: 1, toHour: 2 });
  const days = [1, 2, 3, 4, 5].map((day): [string, string] => [String(day), words.weekday(day, "long")]);
  const said = (one: Window) => t("asks.window", { day: words.weekday(one.weekday, "long"), from: one.fromHour, to: one.toHour });
  const key = (one: Window) => `${one.weekday}.${one.fromHour}.${one.toHour}`;
  const sets = (part: Partial<Window>) => setNext((now) => {
    const then = { ...now, ...part };
    return { ...then, toHour: Math.max(then.fromHour, then.toHour) };
  });
  return (
    <div className="stack">
      {windows.length === 0 && <p className="soft">{t("asks.noWindows")}</p>}
      <ul className="chips">
        {windows.map((one) => (
          <li key={key(one)} className="chip">
            {said(one)}
            <button type="button" className="link" aria-label={t("asks.removeWindow", { what: said(one) })} onClick={() => change(windows.filter((other) => other !== one))}>×</button>
          </li>
        ))}
      </ul>
      {fault && <p className="faulty">{fault}</p>}
      <div className="side">
        <Choice label={t("asks.day")} of={days} value={String(next.weekday)} onChange={(event) => sets({ weekday: Number(event.target.value) })} />
        <Choice label={t("asks.fromHour")} of={HOURS} value={String(next.fromHour)} onChange={(event) => sets({ fromHour: Number(event.target.value) })} />
        <Choice label={t("asks.toHour")} of={HOURS.filter(([hour]) => Number(hour) >= next.fromHour)} value={String(next.toHour)} onChange={(event) => sets({ toHour: Number(event.target.value) })} />
      </div>
      <p>
        <button type="button" className="button ghost" disabled={windows.length >= MOST || windows.some((one) => key(one) === key(next))} onClick={() => change([...windows, next])}>
          {t("asks.addWindow")}
        </button>
      </p>
    </div>
  );
}
