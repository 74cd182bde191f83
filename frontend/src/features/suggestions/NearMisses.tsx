import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "../../lib/i18n";
import type { Activity, Suggestions } from "../../lib/api";
import { useConcepts } from "../../lib/concepts";
import { useWords } from "../../lib/words";
import type { Draft, NearMiss } from "./data";

type Relax = NonNullable<NearMiss["relax"]>;
type Apply = (change: Partial<Draft>) => void;
const OWN = new Set(["kinds", "level", "year", "subjects", "languages", "pupils", "weeksOk", "maxKm", "onlineOk"]);
const SCHEMES: Record<string, string> = { kinds: "kinds", level: "levels", subjects: "subjects", languages: "languages" };

/** A step that would make it fit, in words. */
export function useSteps() {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const value = (field: string, raw: unknown): string => {
    if (field === "weeksOk") return String((raw as string[]).length);
    const scheme = SCHEMES[field];
    if (Array.isArray(raw)) return raw.map((code) => (scheme ? label(scheme, String(code)) : String(code))).join(", ");
    if (typeof raw === "number") return words.number(raw) + (/[kK]m$|distance/.test(field) ? " km" : "");
    return scheme ? label(scheme, String(raw)) : String(raw ?? "–");
  };
  return (relax: Relax): string => {
    if (relax.field === "onlineOk") return t("match.online");
    if (relax.field === "radiusKm") return t("match.theirs", { from: relax.from, to: relax.to });
    if (relax.field === "weeksOk") {
      return t("match.more", { count: (relax.to as string[]).length - (relax.from as string[]).length });
    }
    const field = t(`match.fields.${relax.field}`);
    return t("match.relaxTo", { field, from: value(relax.field, relax.from), to: value(relax.field, relax.to) });
  };
}

/** What the place lacks for this class, and what its company offers online in its place. */
function NoAccess({ miss, children }: { miss: NearMiss; children?: (other: Activity) => ReactNode }) {
  const { t } = useTranslation();
  const { label } = useConcepts();
  const words = useWords();
  const { needs, instead } = miss;
  return (
    <>
      <p>{t("match.noAccess", { needs: words.all(needs.map((need) => label("needs", need).toLowerCase())) })}</p>
      {instead && (
        <p>
          {t("match.instead", { company: instead.company.name })}{" "}
          <Link to="/activiteiten/$id" params={{ id: instead.id }} search={(now) => ({ region: now.region })}>{instead.title}</Link>
        </p>
      )}
      {instead && children?.(instead)}
    </>
  );
}

/** An activity that does not fit, what stands in the way, and the one step that would do; `children` is how to ask for
 * what there is instead.
 */
export function Miss({ miss, apply, children }: { miss: NearMiss; apply?: Apply; children?: (other: Activity) => ReactNode }) {
  const { t } = useTranslation();
  const told = useSteps();
  const words = useWords();
  const limits = words.all(miss.broken.map((limit) => t(`match.limits.${limit}`)));
  return (
    <article className="panel stack">
      <div>
        <h3>
          <Link to="/activiteiten/$id" params={{ id: miss.activity.id }} search={(now) => ({ region: now.region })}>{miss.activity.title}</Link>
        </h3>
        <p className="soft">{miss.activity.company.name}</p>
      </div>
      {miss.broken.join() === "access" ? <NoAccess miss={miss}>{children}</NoAccess> : <p>{miss.relax ? told(miss.relax) : t("match.fails", { what: limits })}</p>}
      {miss.relax && apply && OWN.has(miss.relax.field) && (
        <button type="button" className="button ghost" onClick={() => miss.relax && apply({ [miss.relax.field]: miss.relax.to })}>
          {t("match.apply")}
        </button>
      )}
    </article>
  );
}

/** Why nothing fits, in numbers. */
export function Reasons({ reason }: { reason: NonNullable<Suggestions["reason"]> }) {
  const { t } = useTranslation();
  const words = useWords();
  if (reason.code === "no_supply" || reason.limits.length === 0) return <p>{t("match.noSupply")}</p>;
  return (
    <ul>
      {reason.limits.slice(0, 4).map((entry) => (
        <li key={entry.limits.join()}>
          {t("match.reason", {
            count: entry.count,
            limits: words.all(entry.limits.map((limit) => t(`match.limits.${limit}`))),
          })}
        </li>
      ))}
    </ul>
  );
}
