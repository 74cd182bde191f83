import { type RefObject, useEffect, useRef } from "react";

const TYPED = "input, textarea, select, [contenteditable]";

/** One key per deed, while nobody is typing. */
export function useKeys(deeds: Record<string, () => void>, on: boolean): void {
  const now = useRef(deeds);
  useEffect(() => {
    now.current = deeds;
  });
  useEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest(TYPED)) return;
      const deed = now.current[event.key];
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on]);
}

/** Escape, pressed anywhere in an element. */
export function useEscape(element: RefObject<HTMLElement | null>, on: boolean, deed: () => void): void {
  const now = useRef(deed);
  useEffect(() => {
    now.current = deed;
  });
  useEffect(() => {
    const at = element.current;
    if (!on || !at) return undefined;
    const press = (event: KeyboardEvent) => event.key === "Escape" && now.current();
    at.addEventListener("keydown", press);
    return () => at.removeEventListener("keydown", press);
  }, [element, on]);
}
