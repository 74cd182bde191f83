// English has every key that Dutch has, and none besides.
import { readFileSync } from "node:fs";

const read = (language) => JSON.parse(readFileSync(`src/locales/${language}.json`, "utf8"));
const keys = (tree, path = "") =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [path + name] : keys(value, `${path}${name}.`),
  );
const [nl, en] = [new Set(keys(read("nl"))), new Set(keys(read("en")))];
const strays = [...nl].filter((key) => !en.has(key)).concat([...en].filter((key) => !nl.has(key)));
if (strays.length) {
  console.error(`only in one language: ${strays.join(", ")}`);
  process.exit(1);
}
