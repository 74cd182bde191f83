import type { ComponentProps } from "react";
import { Failed, Loading } from "../../ui/States";
import { Form } from "./Form";
import { useProfessional } from "./data";

type Props = Omit<ComponentProps<typeof Form>, "of" | "again"> & { id: string };

/** Changes somebody as they are now: read first, and read again when somebody else was faster. */
export function Edit({ id, ...form }: Props) {
  const found = useProfessional(id);
  const again = () => void found.refetch();
  if (found.error) return <Failed error={found.error} retry={again} />;
  if (!found.data) return <Loading rows={2} />;
  const { data, tag } = found.data;
  return <Form key={`${id}${tag}`} of={{ person: data, tag }} again={again} {...form} />;
}
