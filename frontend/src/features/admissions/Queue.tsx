import { useEffect } from "react";
import { useTranslation } from "../../lib/i18n";
import { useWords } from "../../lib/words";
import { Icon } from "../../ui/Icon";
import type { Application } from "./data";

type Props = { applications: Application[]; chosen: string | undefined; choose: (id: string) => void; regions: boolean };

/** The queue, oldest first; the chosen one is in sight. */
export function Queue({ applications, chosen, choose, regions }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  useEffect(() => {
    document.getElementById(`queue-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <ol className="queue">
      {applications.map(({ id, kind, state, organisation, contact, region, createdAt }) => (
        <li key={id}>
          <button id={`queue-${id}`} type="button" aria-current={id === chosen ? "true" : undefined} onClick={() => choose(id)}>
            <Icon names={[kind]} />
            <span>
              <strong>{organisation.name}</strong>
              <span className="soft line">{[organisation.place, contact.name, regions && region].filter(Boolean).join(" · ")}</span>
            </span>
            <span className="soft when">{words.week(createdAt.slice(0, 10))}<span className="line">{t(`queue.state.${state}`)}</span></span>
          </button>
        </li>
      ))}
    </ol>
  );
}
