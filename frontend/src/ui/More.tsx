import { useTranslation } from "../lib/i18n";

type Props = { of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } };

/** The next page of a list, while there is one. */
export function More({ of }: Props) {
  const { t } = useTranslation();
  if (!of.hasNextPage) return null;
  return <p><button type="button" className="button ghost" disabled={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>{t("home.more")}</button></p>;
}
