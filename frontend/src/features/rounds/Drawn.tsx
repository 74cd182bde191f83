import { useTranslation } from "../../lib/i18n";

const HALF = "M8 8h128v24a12 12 0 0 0 0 24v24H8z";
const OTHER = "M152 8h128v72H152V56a12 12 0 0 0 0-24z";

/** Two halves of a ticket and the seam between: what is asked, what is offered, and why they fit. */
export function Halves() {
  const { t } = useTranslation();
  return (
    <svg className="drawn" viewBox="0 0 288 104" role="img" aria-label={t("roundRules.halves")}>
      <path d={HALF} fill="var(--tint)" stroke="var(--ink)" strokeWidth="3" />
      <path d={OTHER} fill="var(--pop)" stroke="var(--ink)" strokeWidth="3" />
      <path d="M144 2v84" stroke="var(--ink)" strokeWidth="3" strokeDasharray="2 9" strokeLinecap="round" />
      <path d="M28 30h72M28 46h48M176 30h80M176 46h56" stroke="var(--ink)" strokeWidth="5" strokeLinecap="round" />
      <path d="M120 98h48M144 90v14" stroke="var(--action)" strokeWidth="4" strokeLinecap="round" />
    </svg>
  );
}

/** A row of schools: each gets one ticket before any gets a second. */
export function Turns() {
  const { t } = useTranslation();
  return (
    <svg className="drawn" viewBox="0 0 288 104" role="img" aria-label={t("roundRules.turns")}>
      {[0, 1, 2, 3].map((n) => (
        <g key={n} transform={`translate(${8 + n * 70} 0)`} stroke="var(--ink)" strokeWidth="3">
          <path d="M6 96V66l22-16 22 16v30z" fill="var(--card)" />
          <path d="M6 38h18a4 4 0 0 0 8 0h18v-22H32a4 4 0 0 1-8 0H6z" fill="var(--pop)" />
          {n === 0 && <path d="M6 12h18a4 4 0 0 0 8 0h18V2H6z" fill="none" strokeDasharray="3 5" />}
        </g>
      ))}
    </svg>
  );
}
