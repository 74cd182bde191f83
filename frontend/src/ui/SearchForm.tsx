import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "../lib/i18n";

type Props = {
  q?: string;
  choice?: string;
  label: string;
  choiceLabel: string;
  any?: string;
  of: { code: string; text: string }[];
  change: (next: { q?: string; choice?: string }) => void;
};

/** Words and one choice, for lists. */
export function SearchForm(props: Props) {
  const { t } = useTranslation();
  const [q, setQ] = useState(props.q ?? "");
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    props.change({ q: q.trim() || undefined, choice: props.choice });
  };
  return (
    <form className="search" role="search" onSubmit={send}>
      <div>
        <label className="label" htmlFor={`${id}q`}>
          {props.label}
        </label>
        <input id={`${id}q`} className="input" type="search" maxLength={100} value={q} onChange={(event) => setQ(event.target.value)} />
      </div>
      <div>
        <label className="label" htmlFor={`${id}c`}>
          {props.choiceLabel}
        </label>
        <select id={`${id}c`} className="input" value={props.choice ?? ""} onChange={(event) => props.change({ q: q.trim() || undefined, choice: event.target.value || undefined })}>
          {props.any && <option value="">{props.any}</option>}
          {props.of.map(({ code, text }) => (
            <option key={code} value={code}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" className="button">
        {t("home.search")}
      </button>
    </form>
  );
}
