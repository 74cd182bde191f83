import { Refused } from "./api";
import { useTranslation } from "./i18n";

/** What a refusal says of a field, by the field's name. */
export function useFaults(error: unknown): (field: string) => string | undefined {
  const { t } = useTranslation();
  const errors = error instanceof Refused ? error.problem.errors : [];
  return (field) => {
    const found = errors.find(({ pointer }) => pointer === `#/${field}` || pointer.startsWith(`#/${field}/`));
    return found && t(`faults.${found.code}`, { defaultValue: t("faults.other") });
  };
}
