// The rooms of the SPA: client <- lib, ui <- features <- app; no feature imports another; files stay small.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const SRC = resolve("src");
const ORDER = { client: 0, lib: 1, ui: 2, locales: 0, features: 3, app: 4 };
const MOST_LINES = 150;
const faults = [];

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(name) && !name.endsWith(".d.ts")) yield path;
  }
}

function place(path) {
  const [room, feature] = relative(SRC, path).split("/");
  return { room, feature };
}

for (const path of files(SRC)) {
  const text = readFileSync(path, "utf8");
  const own = place(path);
  if (text.split("\n").length > MOST_LINES) faults.push(`${relative(SRC, path)} has more than ${MOST_LINES} lines`);
  for (const [, target] of text.matchAll(/from "(\.{1,2}\/[^"]+)"/g)) {
    const other = place(resolve(dirname(path), target));
    if (!(own.room in ORDER)) continue;
    if ((ORDER[other.room] ?? 0) > ORDER[own.room]) faults.push(`${relative(SRC, path)} imports ${other.room}`);
    if (own.room === "features" && other.room === "features" && own.feature !== other.feature)
      faults.push(`${relative(SRC, path)} imports feature ${other.feature}`);
  }
}
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
