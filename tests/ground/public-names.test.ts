import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as s2check from "../../src/index.ts";

const source = readFileSync(join(import.meta.dirname, "../../src/index.ts"), "utf8");
const types = Array.from(source.matchAll(/^export type \{([^}]*)\}/gm), ([, names = ""]) => names.split(",")).flat();

test("the public names are these", async () => {
  const values = Object.keys(s2check).toSorted();
  const lines = ["values", ...values, "", "types", ...types.map((name) => name.trim()).toSorted(), ""];
  await expect(lines.join("\n")).toMatchFileSnapshot("golden/public-names.txt");
});

test("every room that is not for the command line alone is there", () => {
  const rooms = new Set(Array.from(source.matchAll(/from "\.\/(\w+)\//g), ([, room]) => room!));
  expect([...rooms].toSorted()).toEqual([
    "core",
    "corpus",
    "explore",
    "kernel",
    "oracles",
    "report",
    "scenario",
    "shrink",
    "strategies",
  ]);
});
