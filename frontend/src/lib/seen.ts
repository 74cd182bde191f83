import { useEffect, useRef, useState } from "react";

/** Whether an element has come into view, so that what it needs is fetched only then. */
export function useSeen<T extends Element>() {
  const element = useRef<T>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current || seen) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), { rootMargin: "200px" });
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [seen]);
  return [element, seen] as const;
}
