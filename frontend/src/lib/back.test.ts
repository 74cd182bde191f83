import { expect, test } from "vitest";
import { localPath } from "./back";

test("only a path of this site is a way back", () => {
  expect(["/", "/vraag?step=5", "/mijn/account#log"].map(localPath)).toEqual(["/", "/vraag?step=5", "/mijn/account#log"]);
  const elsewhere = ["//kwaad.example", "/\\kwaad.example", "https://kwaad.example", "vraag", "", "/a\\b", "/a b", "/\n/kwaad", undefined, `/${"a".repeat(500)}`];
  expect(elsewhere.map(localPath)).toEqual(elsewhere.map(() => undefined));
});
