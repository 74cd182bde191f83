import { type Dispatch, type SetStateAction, useEffect, useRef } from "react";
import { useActivity } from "../features/activities/data";
import { type Draft, wanting } from "../features/requests/draft";
import { useSchool } from "../features/schools/data";

type Asked = { kind?: string; level?: string; year?: number; theme?: string; subject?: string; site?: string; activity?: string };

/** Puts what the address asks for into the draft, each thing once. */
export function useArrival(asked: Asked, ready: boolean, setDraft: Dispatch<SetStateAction<Draft>>): void {
  const site = useSchool(asked.site).data;
  const activity = useActivity(asked.activity).data;
  const begun = useRef(false);
  useEffect(() => {
    if (!ready || begun.current) return;
    begun.current = true;
    const { kind, level, year, theme, subject } = asked;
    if (asked.activity || !(kind || level || theme || subject)) return;
    setDraft((now) => ({
      ...now,
      activityId: undefined,
      ...(kind && { kinds: [kind as never] }),
      ...(level && { level: level as never, year }),
      ...(theme && { themes: [theme as never] }),
      ...(subject && { subjects: [subject as never] }),
    }));
  }, [asked, ready, setDraft]);
  useEffect(() => {
    if (activity) setDraft((now) => wanting(now, activity, asked.level, asked.year));
  }, [activity, asked.level, asked.year, setDraft]);
  useEffect(() => {
    if (site) setDraft((now) => ({ ...now, siteId: site.id, siteName: `${site.name}, ${site.address.place ?? ""}` }));
  }, [site, setDraft]);
}
