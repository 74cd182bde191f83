// The generated types are those of the contract.
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const fresh = join(mkdtempSync(join(tmpdir(), "loket-client-")), "schema.d.ts");
execFileSync(process.execPath, ["node_modules/openapi-typescript/bin/cli.js", "../openapi.json", "-o", fresh], { stdio: "ignore" });
if (readFileSync(fresh, "utf8") !== readFileSync("src/client/schema.d.ts", "utf8")) {
  console.error("src/client/schema.d.ts is not what openapi.json gives: npm run client");
  process.exit(1);
}
