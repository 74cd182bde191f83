const PATHS: Record<string, string> = {
  energy: "M24 22a3 3 0 1 0 .01 0M24 19c-2-7 0-13 3-15 2 5 1 11-3 15M21.500 23.500c-6 4-12 4-15 2 3-4 9-6 15-2M26.500 23.500c7 1 11 6 11 9-5 0-10-3-11-9M24 25v19M17 44h14",
  water: "M5 18l19-13 19 13M5 26c5-5 8-5 13 0s8 5 13 0 8-5 12 0M5 35c5-5 8-5 13 0s8 5 13 0 8-5 12 0",
  chemistry: "M18 5h12M20 5v14L8 39c-1 3 0 4 3 4h26c3 0 4-1 3-4L28 19V5M13 31h22M20 37h.1M27 36h.1",
  "high-tech": "M13 13h22v22H13zM20 20h8v8h-8zM19 6v7M29 6v7M19 35v7M29 35v7M6 19h7M6 29h7M35 19h7M35 29h7",
  digital: "M5 9h38v26H5zM17 43h14M24 35v8M17 17l-5 5 5 5M31 17l5 5-5 5M27 15l-6 14",
  ai: "M24 6l4 12 12 4-12 4-4 12-4-12-12-4 12-4zM39 33l1.500 4 4 1.500-4 1.500-1.500 4-1.500-4-4-1.500 4-1.500z",
  health: "M24 42C10 32 5 25 5 17c0-6 4-10 9-10 4 0 8 2 10 6 2-4 6-6 10-6 5 0 9 4 9 10 0 8-5 15-19 25M5 24h10l4-7 6 14 4-7h14",
  food: "M24 43V20M24 28C12 28 7 20 8 8c12 0 17 8 16 20M24 34c10 0 15-6 15-16-10 0-15 6-15 16",
  mobility: "M4 12h24v22H4zM28 19h8l8 8v7H28M13 38a4 4 0 1 0 .01 0M35 38a4 4 0 1 0 .01 0",
  climate: "M17 20a8 8 0 1 1 15-3M16 40h18a8 8 0 0 0 1-16 11 11 0 0 0-21-2 9 9 0 0 0 2 18M24 4v3M10 9l2 2M38 9l-2 2",
  safety: "M24 5l16 6v12c0 10-7 16-16 20C15 39 8 33 8 23V11zM16 24l6 6 11-12",
  space: "M24 13a11 11 0 1 0 .01 0M8 33c-5-1-5-4 0-8M40 15c5 1 5 4 0 8-8 7-24 13-32 10",
  circular: "M38 20A15 15 0 0 0 11 16M11 6v10h10M10 28a15 15 0 0 0 27 4M37 42V32H27",
  construction: "M6 22L24 7l18 15M11 19v22h26V19M20 41V28h8v13",
  mail: "M5 11h38v26H5zM5 12l19 15 19-15",
  school: "M5 42V20l19-13 19 13v22zM18 42V30h12v12M24 17v4",
  company: "M5 42V22l12 8v-8l12 8V8h13v34zM13 36h4M24 36h4M35 36h.1M35 28h.1",
  key: "M16 33a9 9 0 1 1 .01 0M25 24h18v7M36 24v5",
  person: "M24 23a8.500 8.500 0 1 0-.01 0M8 42c0-9 7-13 16-13s16 4 16 13",
  ticket: "M5 10h16a3.500 3.500 0 0 0 7 0h15v10a3.500 3.500 0 0 0 0 8v10H28a3.500 3.500 0 0 0-7 0H5V28a3.500 3.500 0 0 0 0-8zM25 17v14",
};

/** A pictogram by the first name that is known; decoration, so hidden from people who listen. */
export function Icon({ names }: { names: string[] }) {
  const name = names.find((known) => known in PATHS) ?? "ticket";
  return (
    <svg viewBox="0 0 48 48" fill="none" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path fill="var(--pop)" d="M3 5h11a3 3 0 0 0 6 0h9v8a3 3 0 0 0 0 6v8h-9a3 3 0 0 0-6 0H3v-8a3 3 0 0 0 0-6z" />
      <path stroke="var(--brand)" strokeWidth="2.4" strokeDasharray="3 3" d="M17 9v14" />
    </svg>
  );
}
