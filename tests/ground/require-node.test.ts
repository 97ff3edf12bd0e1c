import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const guard = join(import.meta.dirname, "../../src/cli/require-node.cjs");

/** Runs the check in a Node that says it is of the given version. */
function runAs(version: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" }); require(${JSON.stringify(guard)})`;
  return spawnSync(process.execPath, ["--eval", pretend], { encoding: "utf8" });
}

test.for(["9.11.2", "16.20.2", "22.23.3"])("Node %s is refused in one sentence", (version) => {
  const { status, stdout, stderr } = runAs(version);
  expect(stderr).toBe(
    `s2check needs Node 24 or newer and this is Node ${version}: ` +
      "run `npm ci`, which brings Node 24 for the npm scripts, then `npm run s2check`.\n",
  );
  expect(stdout).toBe("");
  expect(status).toBe(2);
});

test.for(["24.0.0", "26.1.0"])("Node %s passes in silence", (version) => {
  expect(runAs(version)).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

test("every npm script asks first", () => {
  const path = join(import.meta.dirname, "../../package.json");
  const { scripts } = JSON.parse(readFileSync(path, "utf8")) as { readonly scripts: Record<string, string> };
  const careless = Object.entries(scripts).filter(([, line]) => !line.startsWith("node src/cli/require-node.cjs && "));
  expect(careless).toEqual([]);
});
