import { useQuery } from "@tanstack/react-query";
import { answer, api } from "./api";
import { useTranslation } from "./i18n";

export function useMatrix() {
  return useQuery({ queryKey: ["roles"], staleTime: 3_600_000, queryFn: () => answer(api.GET("/roles")) });
}

/** What people call an operation. */
export function useOperations() {
  const { language } = useTranslation();
  const rows = useMatrix().data?.items ?? [];
  return {
    rows,
    label: (operation: string) => rows.find((row) => row.operation === operation)?.label[language] ?? operation,
  };
}
