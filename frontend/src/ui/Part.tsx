import type { ReactNode } from "react";

/** A part of a long form: what it is about on the left, its fields beside it. */
export function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="part">
      <div><h3>{title}</h3>{lead && <p className="soft">{lead}</p>}</div>
      <div className="stack">{children}</div>
    </section>
  );
}
