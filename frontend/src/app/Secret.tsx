import type { ReactNode } from "react";
import { isRefused } from "../lib/api";
import { useTranslation } from "../lib/i18n";
import { useTitle } from "../lib/title";
import { Page } from "../ui/Page";
import { Empty, Failed, Loading } from "../ui/States";

type Props<T> = { title: string; token: string; found: { data: T | undefined; error: unknown; refetch: () => unknown }; children: (data: T) => ReactNode };

/** What a mailed link opens: the thing itself, or what is the matter with the link. */
export function Secret<T>({ title, token, found, children }: Props<T>) {
  const { t } = useTranslation();
  useTitle(title);
  const { data, error, refetch } = found;
  const dead = !token || isRefused(error);
  return (
    <Page title={title}>
      {dead && <div className="section"><Empty title={t("secret.dead")} text={t("secret.deadText")} /></div>}
      {!dead && Boolean(error) && <div className="section"><Failed error={error} retry={() => void refetch()} /></div>}
      {!dead && !error && (data ? children(data) : <div className="section"><Loading rows={2} /></div>)}
    </Page>
  );
}
