import { useRouter } from "@tanstack/react-router";
import { MyApplication } from "../../features/admissions/MyApplication";
import { useApplicationByLink } from "../../features/admissions/data";
import { Stop } from "../../features/digests/Stop";
import { Accept, INVITATION } from "../../features/organisations/Accept";
import { useInvitationByLink } from "../../features/organisations/data";
import { useFragment } from "../../lib/fragment";
import { useTranslation } from "../../lib/i18n";
import { Secret } from "../Secret";

export function ApplicationPage() {
  const { t } = useTranslation();
  const token = useFragment();
  const found = useApplicationByLink(token);
  return <Secret title={t("application.title")} token={token} found={found}>{(application) => <MyApplication application={application} token={token} />}</Secret>;
}

export function InvitationPage() {
  const { t } = useTranslation();
  const { history } = useRouter();
  const token = useFragment(INVITATION);
  const found = useInvitationByLink(token);
  return <Secret title={t("invitation.title")} token={token} found={found}>{(invitation) => <Accept token={token} invitation={invitation} done={() => history.replace("/mijn/organisatie")} />}</Secret>;
}

/** Where the weekly letter's link leads: only a button ends it. */
export function StopPage() {
  const { t } = useTranslation();
  const token = useFragment();
  return <Secret title={t("digest.stop.title")} token={token} found={{ data: token, error: null, refetch: () => undefined }}>{() => <Stop token={token} />}</Secret>;
}
