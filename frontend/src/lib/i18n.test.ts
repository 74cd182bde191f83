import { expect, test } from "vitest";
import { told } from "./i18n";

const TEXTS = { a: { plain: "Hoi {{name}}", item_one: "{{count}} ding", item_other: "{{count}} dingen" } };

test("a text is found by its key and filled in", () => {
  expect(told(TEXTS, "nl", "a.plain", { name: "Bo" })).toBe("Hoi Bo");
  expect(told(TEXTS, "nl", "a.item", { count: 1 })).toBe("1 ding");
  expect(told(TEXTS, "nl", "a.item", { count: 0 })).toBe("0 dingen");
});

test("an unknown key gives its stand-in, else itself", () => {
  expect(told(TEXTS, "nl", "a.none", { defaultValue: "iets" })).toBe("iets");
  expect(told(TEXTS, "nl", "a.none")).toBe("a.none");
});
