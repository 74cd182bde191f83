import { useEffect, useState } from "react";

/** State that stays on this device. */
export function useKept<T>(key: string, first: T) {
  const [value, setValue] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(key);
      return kept ? { ...first, ...(JSON.parse(kept) as T) } : first;
    } catch {
      return first;
    }
  });
  useEffect(() => localStorage.setItem(key, JSON.stringify(value)), [key, value]);
  return [value, setValue] as const;
}

/** The value as it was a moment ago, so that typing does not ask at every key. */
export function useSettled<T>(value: T, wait = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}
