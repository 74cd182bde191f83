type Props<Code extends string> = { legend: string; help?: string; of: [Code, string][]; chosen: Code[]; change: (next: Code[]) => void };

/** A few of many, side by side. */
export function ChipSet<Code extends string>({ legend, help, of, chosen, change }: Props<Code>) {
  const turn = (code: Code) => change(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
  return (
    <fieldset className="stack">
      <legend className="label">{legend}</legend>
      {help && <p className="soft">{help}</p>}
      <div className="chips">
        {of.map(([code, text]) => (
          <label key={code} className="chip">
            <input type="checkbox" checked={chosen.includes(code)} onChange={() => turn(code)} />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
