import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { folderWith, remove, s2check } from "./s2check.ts";

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const ROOT = join(import.meta.dirname, "../..");
const IN_README = ["cost", "--workload", "numa", "--design", "full-unmap", "rb-tree-2024", "maple-v2", "maple-v3"];

let folder = "";
beforeAll(() => {
  folder = folderWith({
    "package.json": '{ "type": "module" }\n',
    "nothing/README.md": "No model is here.\n",
    "throws/nested/cost/cost.ts": "throw new Error('not today');\n",
    "more/nested/cost/cost.ts": `export { default } from "<project>/models/nested/cost/cost.ts";\n`,
    "more/nested/designs/mine.ts": `import { mapleV2 } from "<project>/models/nested/designs/maple-v2.ts";
export const mine = { ...mapleV2, name: "mine" };
export const knobs = ["no design"];
`,
  });
});
afterAll(() => remove(folder));

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

it("prints what the README shows, and writes text, JSON and a page", async () => {
  const { code, stdout, stderr } = await s2check(folder, [...IN_README, "--out", "out"]);
  expect([code, stderr]).toEqual([0, ""]);
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const table = /^ +TLBIs by[^]*?(?=^ +executed)/m.exec(stdout)![0];
  expect(readme).toContain(`npm run s2check -- ${IN_README.join(" ")}`);
  expect(readme).toContain(table);
  expect(stdout).toBe(`${read("out/cost.txt")}\nplots: out/cost.html\n`);
  expect(read("out/cost.html")).toContain("What an unmap costs");
  const { loops } = JSON.parse(read("out/cost.json")) as { readonly loops: readonly { readonly steps: number }[] };
  expect(loops.map(({ steps }) => steps)).toEqual([1_024, 262_144, 32_768, 8_388_608, 2_048, 524_288]);
});

describe.concurrent("cost", () => {
  const quick = [
    "cost",
    "--workload",
    "alias",
    "--design",
    "maple-v3@overlapPolicy=identicalIsNoop",
    "--granule",
    "64K",
  ];

  it("as JSON is the same bytes with the same seed, for a design with knobs turned too", async () => {
    const [one, other] = await Promise.all(
      ["a", "b"].map((out) => s2check(folder, [...quick, "--memory", "3", "--bits", "36", "--json", "--out", out])),
    );
    expect(one!.stdout).toBe(other!.stdout);
    expect(one!.stdout).toBe(read("a/cost.json"));
    const cost = JSON.parse(one!.stdout) as Record<string, unknown>;
    expect(cost).toMatchObject({ gib: 3, machines: [{ granule: "64K", bits: 36 }], sizes: [1, 2, 4, 8, 16, 32] });
  });

  it("finds designs by their being there, and takes the baseline along for the crossover", async () => {
    const options = ["--models", "more", "--workload", "alias", "--design", "mine", "--json", "--out", "more-out"];
    const { code, stdout, stderr } = await s2check(folder, ["cost", ...options]);
    expect([code, stderr]).toEqual([0, ""]);
    const { designs, crossovers } = JSON.parse(stdout) as Record<string, readonly Record<string, unknown>[]>;
    expect(designs!.map(({ name }) => name)).toEqual(["mine"]);
    expect(crossovers!.map(({ design, kind }) => [design, kind])).toEqual([
      ["mine", "page"],
      ["mine", "wide"],
      ["mine", "block"],
    ]);
  });

  it("of mended designs leaves no leaf behind", async () => {
    const options = ["--workload", "alias", "--design", "rb-tree-2024", "--mended", "--out", "mended"];
    const { code, stdout } = await s2check(folder, ["cost", ...options]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rb-tree-2024 mended +2 +2 /m);
    expect(/^ +TLBIs by[^]*?(?=^ +executed)/m.exec(stdout)![0]).not.toContain("missed");
  });

  it.each([
    [["--granule", "4k"], 'there is no granule called "4k": did you mean 4K? (there are 4K, 16K, 64K)'],
    [["--workload", "numaa"], /^there is no workload called "numaa": did you mean numa\? \(there are boot, numa, /],
    [["--design", "maple-v9"], /^there is no design called "maple-v9": did you mean maple-v1\?/],
    [["--memory", "513"], /^--memory 513: it takes a whole number from 1 to 512/],
    [["--bits", "37", "--memory", "65"], "--bits 37: 65 GiB of L2 with all that is around them want at least 38"],
    [["--bits", "53"], /^--bits 53: it takes a whole number from 32 to 52/],
    [["--models", "elsewhere"], /^elsewhere is no folder that can be read: --models wants one/],
    [["--models", "throws"], /^throws\/nested\/cost\/cost.ts does not load: not today$/],
    [["--models", "nothing"], /^there is no model with a cost in nothing: /],
  ])("2: one sentence about %j", async (options, sentence) => {
    const { code, stdout, stderr } = await s2check(folder, ["cost", ...options]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr.replace(/^s2check: |\n$/g, "")).toEqual(
      typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    );
  });
});
