/** As a ref: what has just appeared gets the focus, once. */
export function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}
