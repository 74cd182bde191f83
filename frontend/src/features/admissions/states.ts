export const STATES = ["applied", "verified", "waitlisted", "admitted", "rejected", "withdrawn"] as const;
export type State = (typeof STATES)[number];
