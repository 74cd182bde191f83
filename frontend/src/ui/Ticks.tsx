type Props = { legend: string; of: [string, string][]; chosen: string[]; change: (next: string[]) => void };

/** A few of several, each on a line of its own. */
export function Ticks({ legend, of, chosen, change }: Props) {
  const turn = (code: string) => change(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
  return (
    <fieldset>
      <legend className="label">{legend}</legend>
      <div className="many">
        {of.map(([code, text]) => (
          <label key={code} className="consent">
            <input type="checkbox" checked={chosen.includes(code)} onChange={() => turn(code)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
