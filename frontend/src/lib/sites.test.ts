import { expect, test } from "vitest";
import { namesOf } from "./sites";

test("sites that share name and place are told apart by their street", () => {
  const named = (id: string, place: string | null, street: string | null) => ({ id, name: "Het College", place, street });
  const told = namesOf([named("a", "Zwolle", "Dam 1"), named("b", "Zwolle", "Kade 2"), named("c", "Zwolle", null), named("d", "Kampen", "Dam 1"), named("e", null, "Dam 1")]);
  expect([...told.values()]).toEqual(["Het College, Dam 1, Zwolle", "Het College, Kade 2, Zwolle", "Het College, Zwolle", "Het College, Kampen", "Het College"]);
});
