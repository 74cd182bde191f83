import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

export type Language = "nl" | "en";
const KEY = "loket.language";

function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "nl" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "nl";
}

export async function startLanguage(): Promise<void> {
  const language = first();
  const resources = { [language]: { translation: await texts(language) } };
  await i18next.init({ lng: language, resources, interpolation: { escapeValue: false } });
  document.documentElement.lang = language;
}

const texts = async (language: Language): Promise<object> =>
  (language === "nl" ? await import("../locales/nl.json") : await import("../locales/en.json")).default;

const subscribe = (changed: () => void) => {
  i18next.on("languageChanged", changed);
  return () => i18next.off("languageChanged", changed);
};

/** The texts in the language of this moment; a page follows when it changes. */
export function useTranslation(): { t: TFunction; language: Language } {
  const language = useSyncExternalStore(subscribe, () => i18next.language as Language);
  return { t: i18next.t, language };
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await texts(language));
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
