import { expect, test } from "vitest";
import { sender } from "./checks";

test("who writes from the house of the website is told from who does not", () => {
  expect(sender("decaan@lyceum.nl", "https://www.lyceum.nl/contact")).toBe("same");
  expect(sender("decaan@Mail.Lyceum.nl", "https://lyceum.nl")).toBe("same");
  expect(sender("decaan@lyceum.nl", "https://ander.nl")).toBe("other");
  expect(sender("decaan@gmail.com", "https://lyceum.nl")).toBe("shared");
  expect([sender("decaan@lyceum.nl", null), sender(null, "https://lyceum.nl"), sender("a@b.nl", "geen adres")]).toEqual(["unknown", "unknown", "unknown"]);
});
