export const STATES = ["applied", "verified", "waitlisted", "admitted", "rejected", "withdrawn"] as const;
export type State = (typeof STATES)[number];
export const DECISIONS = ["admit", "verify", "waitlist", "reject"] as const;
export type Decision = (typeof DECISIONS)[number];
