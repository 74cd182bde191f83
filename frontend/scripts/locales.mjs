// English has every key that Dutch has, and none besides; each part of the texts has keys of its own, each once; and
// what the code asks for by name is there.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PARTS = ["", "more.", "people.", "asks.", "matches.", "desk.", "rounds.", "why.", "plans.", "trust.", "class."];
const raw = (name) => readFileSync(`src/locales/${name}.json`, "utf8");
const read = (name) => JSON.parse(raw(name));
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
// Of a name that stands twice in one group, the last text wins without a word.
const hidden = PARTS.flatMap((part) => [`${part}nl`, `${part}en`]).filter((name) => raw(name).match(/": "/g).length !== keys(read(name)).length);

const known = new Set(PARTS.flatMap((part) => keys(read(`${part}nl`))));
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : /(?<!\.test)\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : [],
  );
const asked = files("src").flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bt\("([\w.-]+)"/g)].map(([, key]) => key));
const absent = [...new Set(asked)].filter((key) => !known.has(key) && !known.has(`${key}_other`));

const faults = [["only in one language", strays], ["in two parts", twice], ["a name twice in", hidden], ["asked for and absent", absent]].filter(([, of]) => of.length > 0);
for (const [what, of] of faults) console.error(`${what}: ${of.join(", ")}`);
if (faults.length > 0) process.exit(1);
