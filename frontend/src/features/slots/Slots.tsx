import { type FormEvent, useState } from "react";
import type { Activity } from "../../lib/api";
import { useAttempt } from "../../lib/attempt";
import { useTranslation } from "../../lib/i18n";
import { coming } from "../../lib/weeks";
import { useWords } from "../../lib/words";
import { Field } from "../../ui/Field";
import { Failed, Loading } from "../../ui/States";
import { Sure } from "../../ui/Sure";
import { type Slot, useAdd, useSlots, useTakeBack } from "./data";

const EMPTY = { day: "", from: "09:00", to: "10:30", capacity: "1" };
const ZONE = "Europe/Amsterdam";

function Add({ activity, done }: { activity: Activity; done: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const attempt = useAttempt();
  const [slot, setSlot] = useState(EMPTY);
  const add = useAdd(activity.id, () => {
    setSlot({ ...slot, day: "" });
    attempt.next();
    done();
  });
  const weeks = coming(activity.weeks);
  const put = (part: Partial<typeof EMPTY>) => {
    setSlot({ ...slot, ...part });
    attempt.next();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { startsAt: `${slot.day}T${slot.from}`, endsAt: `${slot.day}T${slot.to}`, capacity: Number(slot.capacity), timeZone: ZONE };
    if (!add.isPending) add.mutate({ body, header: attempt.header });
  };
  return (
    <form className="inset stack" onSubmit={submit} aria-label={t("slots.add")}>
      <p className="soft">{t("slots.weeks", { weeks: words.all(weeks.map(words.week)) })}</p>
      <div className="moment">
        <Field label={t("slots.day")} type="date" required min={weeks[0]} value={slot.day} onChange={(event) => put({ day: event.target.value })} />
        <Field label={t("matches.from")} type="time" required value={slot.from} onChange={(event) => put({ from: event.target.value })} />
        <Field label={t("matches.to")} type="time" required value={slot.to} onChange={(event) => put({ to: event.target.value })} />
        <Field label={t("slots.groups")} type="number" required min={1} max={1000} value={slot.capacity} onChange={(event) => put({ capacity: event.target.value })} />
      </div>
      {add.error && <Failed error={add.error} />}
      <p><button type="submit" className="button" disabled={add.isPending}>{t("slots.add")}</button></p>
    </form>
  );
}

function Line({ slot, takeBack }: { slot: Slot; takeBack: (id: string) => Promise<void> }) {
  const { t } = useTranslation();
  const words = useWords();
  const when = words.span(slot.startsAt, slot.endsAt);
  return (
    <li>
      <span>
        <strong>{when}</strong>
        <span className="soft line">{t(slot.state === "cancelled" ? "slots.cancelled" : "slots.left", { left: slot.placesLeft, count: slot.capacity })}</span>
      </span>
      {slot.allowedActions.includes("cancel") && <Sure small ask={t("slots.takeBack")} name={when} yes={t("slots.takeBack")} run={() => takeBack(slot.id)}><p>{t("slots.takeBackText")}</p></Sure>}
    </li>
  );
}

/** The moments of one activity, each with how many groups it still takes. */
export function Slots({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const [told, setTold] = useState("");
  const { data, error, isPending, refetch } = useSlots(activity.id);
  const takeBack = useTakeBack(activity.id);
  const back = (id: string) => takeBack(id).then(() => setTold(t("slots.takenBack")));
  return (
    <div className="stack">
      <p>{t("slots.lead")}</p>
      <Add activity={activity} done={() => setTold(t("slots.added"))} />
      <p role="status">{told}</p>
      {isPending && <Loading rows={1} />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && data.items.length === 0 && <p className="soft">{t("slots.none")}</p>}
      {data && data.items.length > 0 && <ul className="lines" aria-label={t("slots.title")}>{data.items.map((slot) => <Line key={slot.id} slot={slot} takeBack={back} />)}</ul>}
    </div>
  );
}
