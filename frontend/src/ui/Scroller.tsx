import type { ReactNode } from "react";

/** What is wider than the page scrolls in itself, by keys too. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <div className="scroller" role="region" aria-label={label} tabIndex={0}>{children}</div>;
}
