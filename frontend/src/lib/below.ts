const HALF = 0.5;

/** What was chosen from a list may stand below it, as on a phone: brings it into sight where it begins too low. */
export function showBelow(element: HTMLElement | null): void {
  if (element && element.getBoundingClientRect().top > innerHeight * HALF) element.scrollIntoView();
}
