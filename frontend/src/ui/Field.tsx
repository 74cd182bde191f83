import { type ComponentProps, useId } from "react";

type Own = { label: string; help?: string; fault?: string };

function useIds({ help, fault }: Own) {
  const id = useId();
  const told = [help && `${id}h`, fault && `${id}f`].filter(Boolean).join(" ");
  return { id, aria: { "aria-describedby": told || undefined, "aria-invalid": fault ? true : undefined } };
}

function Around({ id, label, help, fault, children }: Own & { id: string; children: React.ReactNode }) {
  return (
    <div className="field-of">
      <label className="label" htmlFor={id}>{label}</label>
      {children}
      {help && <p id={`${id}h`} className="soft">{help}</p>}
      {fault && <p id={`${id}f`} className="faulty">{fault}</p>}
    </div>
  );
}

/** One line to fill in, with its help and what is the matter with it. */
export function Field({ label, help, fault, ...input }: Own & ComponentProps<"input">) {
  const { id, aria } = useIds({ label, help, fault });
  return <Around id={id} label={label} help={help} fault={fault}><input id={id} className="input" {...aria} {...input} /></Around>;
}

export function Area({ label, help, fault, ...area }: Own & ComponentProps<"textarea">) {
  const { id, aria } = useIds({ label, help, fault });
  return <Around id={id} label={label} help={help} fault={fault}><textarea id={id} className="input" rows={4} {...aria} {...area} /></Around>;
}

/** A choice of a few. */
export function Choice({ label, help, fault, of, ...select }: Own & ComponentProps<"select"> & { of: [string, string][] }) {
  const { id, aria } = useIds({ label, help, fault });
  return (
    <Around id={id} label={label} help={help} fault={fault}>
      <select id={id} className="input" {...aria} {...select}>
        {of.map(([code, text]) => <option key={code} value={code}>{text}</option>)}
      </select>
    </Around>
  );
}
