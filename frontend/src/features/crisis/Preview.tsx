import { useTranslation } from "../../lib/i18n";
import { Sure } from "../../ui/Sure";
import { Outcomes } from "./Outcomes";
import { type Switch, useSwitch } from "./data";

type Props = { region: string; preview: Switch; done: (now: Switch) => void };

/** What a switch would do, and the button that does it where there is something to do. */
export function Preview({ region, preview, done }: Props) {
  const { t } = useTranslation();
  const run = useSwitch(region);
  const { mode, items, converts, rematches } = preview;
  return (
    <section className="panel stack" aria-labelledby="preview">
      <h2 id="preview" tabIndex={-1}>{t(`crisis.title.${mode}`)}</h2>
      <p role="status">{t(items.length === 0 ? "crisis.nothing" : converts + rematches === 0 ? "crisis.same" : "crisis.not")}</p>
      <Outcomes of={preview} />
      {converts + rematches > 0 && (
        <Sure ask={t(`crisis.ask.${mode}`)} yes={t(`crisis.yes.${mode}`)} run={async () => done(await run(mode))}>
          <p>{t(`crisis.sure.${mode}`)}</p>
        </Sure>
      )}
    </section>
  );
}
