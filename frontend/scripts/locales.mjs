// English has every key that Dutch has, and none besides; each part of the texts has keys of its own.
import { readFileSync } from "node:fs";

const PARTS = ["", "more.", "people.", "asks.", "matches.", "desk.", "rounds.", "why.", "plans.", "trust.", "class."];
const read = (name) => JSON.parse(readFileSync(`src/locales/${name}.json`, "utf8"));
const keys = (tree, path = "") =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [path + name] : keys(value, `${path}${name}.`),
  );
const strays = PARTS.flatMap((part) => {
  const [nl, en] = [new Set(keys(read(`${part}nl`))), new Set(keys(read(`${part}en`)))];
  return [...nl].filter((key) => !en.has(key)).concat([...en].filter((key) => !nl.has(key)));
});
const rooms = PARTS.flatMap((part) => Object.keys(read(`${part}nl`)));
const twice = rooms.filter((room, place) => rooms.indexOf(room) !== place);
if (strays.length || twice.length) {
  console.error(`only in one language: ${strays.join(", ")}; in two parts: ${twice.join(", ")}`);
  process.exit(1);
}
