const NARROW = "(max-width: 900px)";

/** On a narrow screen what was chosen from a list stands below it: brings it into sight. */
export function showBelow(element: HTMLElement | null): void {
  if (matchMedia(NARROW).matches) element?.scrollIntoView();
}
