import type { ReactNode } from "react";

/** A page's head on the brand field, and its content below. */
export function Page({ title, lead, above, dense, children }: { title: ReactNode; lead?: ReactNode; above?: ReactNode; dense?: boolean; children: ReactNode }) {
  return (
    <>
      <div className="field">
        <div className={dense ? "wrap page-head dense" : "wrap page-head"}>
          {above}
          <h1>{title}</h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
      </div>
      <div className="wrap">{children}</div>
    </>
  );
}
