import { useMutation, useQuery } from "@tanstack/react-query";
import { answer, api } from "../../lib/api";
import { focusOnce } from "../../lib/focus";
import { useTranslation } from "../../lib/i18n";
import { Pass } from "../../ui/Pass";
import { Failed, Loading } from "../../ui/States";

type Props = { company: string; keeper: boolean; done: () => void };

/** The code of conduct, at the moment that it is needed; the company's coordinator accepts it. */
export function Conduct({ company, keeper, done }: Props) {
  const { t, language } = useTranslation();
  const code = useQuery({ queryKey: ["code-of-conduct"], queryFn: () => answer(api.GET("/code-of-conduct")) });
  const accept = useMutation({
    mutationFn: (version: string) => answer(api.POST("/organisations/{organisation_id}/code-of-conduct", { params: { path: { organisation_id: company } }, body: { version } })),
    onSuccess: done,
  });
  if (code.error) return <Failed error={code.error} retry={() => void code.refetch()} />;
  if (!code.data) return <Loading rows={2} />;
  const { version, title, articles } = code.data;
  return (
    <Pass icon="safety" stub={t("conduct.stub")}>
      <h3 ref={focusOnce} tabIndex={-1}>{t("conduct.first")}</h3>
      <p>{t("conduct.firstText")}</p>
      <h4>{title[language]} <span className="soft">{t("conduct.version", { version })}</span></h4>
      <ol className="conduct">
        {articles.map((article) => <li key={article.title.nl}><strong>{article.title[language]}</strong> <span>{article.text[language]}</span></li>)}
      </ol>
      {accept.error && <Failed error={accept.error} />}
      {keeper ? <p><button type="button" className="button" disabled={accept.isPending} onClick={() => accept.mutate(version)}>{t("conduct.accept")}</button></p> : <p>{t("conduct.askKeeper")}</p>}
    </Pass>
  );
}
