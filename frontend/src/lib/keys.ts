import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

const TYPED = "input, textarea, select, [contenteditable]";
const FIELDS = ["input[type=radio]:checked", "input:enabled, textarea:enabled, select:enabled"];
/** How many forms stand open that want the keys to themselves. */
let forms = 0;

/** One key per deed, while nobody is typing and no form stands open. */
export function useKeys(deeds: Record<string, () => void>, on: boolean): void {
  const now = useRef(deeds);
  useEffect(() => {
    now.current = deeds;
  });
  useEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (forms > 0 || event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest(TYPED)) return;
      const deed = now.current[event.key];
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on]);
}

/** While it is on, no key does a deed: what is typed is meant for a form. */
export function useHush(on: boolean): void {
  useLayoutEffect(() => {
    if (!on) return undefined;
    forms += 1;
    return () => {
      forms -= 1;
    };
  }, [on]);
}

/** A form that opens amid keys: they wait, its first field has the focus, which goes back to where it was. */
export function useOpened(form: RefObject<HTMLElement | null>, on = true): void {
  useHush(on);
  useLayoutEffect(() => {
    const at = form.current;
    if (!on || !at) return undefined;
    const before = document.activeElement as HTMLElement | null;
    const field = FIELDS.map((one) => at.querySelector<HTMLElement>(one)).find(Boolean);
    (field ?? at).focus();
    return () => {
      const lost = document.activeElement === document.body || at.contains(document.activeElement);
      if (lost) before?.focus();
    };
  }, [form, on]);
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
