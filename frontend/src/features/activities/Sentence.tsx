import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "../../lib/i18n";
import { choosable, numbers, useConcepts } from "../../lib/concepts";

export type Filled = { q?: string; kind?: string; level?: string; year?: number; theme?: string; place?: string };
type Props = { filled: Filled; places: string[]; typing: (text: string) => void; change: (next: Filled) => void };

function Choice(props: { label: string; any: string; value?: string; of: { code: string; text: string }[]; pick: (code: string | undefined) => void }) {
  return (
    <select aria-label={props.label} value={props.value ?? ""} onChange={(event) => props.pick(event.target.value || undefined)}>
      <option value="">{props.any}</option>
      {props.of.map(({ code, text }) => (
        <option key={code} value={code}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** The sentence to fill in. Choices count at once; the place and words of one's own count when it is sent. */
export function Sentence({ filled, places, typing, change }: Props) {
  const { t } = useTranslation();
  const { of, find, label, phrase } = useConcepts();
  const [place, setPlace] = useState(filled.place ?? "");
  const [q, setQ] = useState(filled.q ?? "");
  const id = useId();
  const list = `${id}l`;
  const years = filled.level ? numbers(find("levels", filled.level)?.extra.years) : [1, 2, 3, 4, 5, 6];
  const send = (event: FormEvent) => {
    event.preventDefault();
    change({ ...filled, place: place.trim() || undefined, q: q.trim() || undefined });
  };
  return (
    <form className="sentence" onSubmit={send} role="search">
      <span>{t("home.seek")}</span>
      <Choice label={t("home.kind")} any={t("home.anyKind")} value={filled.kind} pick={(kind) => change({ ...filled, kind })}
        of={of("kinds").map(({ code }) => ({ code, text: phrase("kinds", code) }))} />
      <span>{t("home.for")}</span>
      <Choice label={t("home.level")} any={t("home.anyLevel")} value={filled.level} pick={(level) => change({ ...filled, level, year: undefined })}
        of={choosable(of("levels")).map(({ code }) => ({ code, text: label("levels", code) }))} />
      <Choice label={t("home.year")} any={t("home.anyYear")} value={filled.year?.toString()} pick={(year) => change({ ...filled, year: year ? Number(year) : undefined })}
        of={years.map((year) => ({ code: String(year), text: String(year) }))} />
      <span>{t("home.about")}</span>
      <Choice label={t("home.theme")} any={t("home.anyTheme")} value={filled.theme} pick={(theme) => change({ ...filled, theme })}
        of={of("themes").map(({ code }) => ({ code, text: phrase("themes", code) }))} />
      <span>{t("home.near")}</span>
      <input aria-label={t("home.place")} placeholder={t("home.anyPlace")} list={list} value={place} maxLength={60}
        onChange={(event) => { setPlace(event.target.value); typing(event.target.value); }} autoComplete="off" />
      <datalist id={list}>
        {places.map((name) => (
          <option key={name} value={name}>{name}</option>
        ))}
      </datalist>
      <button type="submit" className="button">
        {t("home.search")}
      </button>
      <p className="by-words">
        <label htmlFor={`${id}q`}>{t("home.words")}</label>
        <input id={`${id}q`} type="search" placeholder={t("home.anyWords")} value={q} maxLength={100} onChange={(event) => setQ(event.target.value)} autoComplete="off" />
      </p>
    </form>
  );
}
