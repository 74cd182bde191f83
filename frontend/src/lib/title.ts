import { useEffect } from "react";

/** The page's title, and the start of its content for people who listen. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Techniekloket`;
  }, [title]);
}
