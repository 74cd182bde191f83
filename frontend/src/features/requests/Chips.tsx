import { type Concept, useConcepts } from "../../lib/concepts";

type Props = { name: string; scheme: string; of: Concept[]; chosen: string[]; most: number; change: (codes: string[]) => void; ranked?: boolean };

/** Choices as chips; with `ranked` the order of choosing counts and shows. */
export function Chips({ name, scheme, of, chosen, most, change, ranked }: Props) {
  const { label } = useConcepts();
  const toggle = (code: string) => {
    if (chosen.includes(code)) change(chosen.filter((other) => other !== code));
    else if (most === 1) change([code]);
    else if (chosen.length < most) change([...chosen, code]);
  };
  return (
    <div className="chips">
      {of.map(({ code }) => (
        <label key={code} className="chip">
          <input type={most === 1 ? "radio" : "checkbox"} name={name} checked={chosen.includes(code)} onChange={() => toggle(code)}
            disabled={most > 1 && chosen.length >= most && !chosen.includes(code)} />
          {ranked && chosen.includes(code) ? `${chosen.indexOf(code) + 1}. ` : ""}
          {label(scheme, code)}
        </label>
      ))}
    </div>
  );
}
