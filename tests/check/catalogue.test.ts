import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BadUse } from "../../src/check/bad-use.ts";
import { loadCatalogue, propertiesNamed, propertiesOf, propertyFor } from "../../src/check/catalogue.ts";

const BANK = pathToFileURL(join(import.meta.dirname, "../sample-models/bank.ts")).href;

/** Source of a property of the sample bank. */
const property = (rest: string, name = "paid"): string =>
  `import { bank, noLostUpdate } from "${BANK}";
   export default { name: "${name}", statement: "what was paid in is there", model: bank, ${rest} };\n`;

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "s2check-catalogue-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  Object.entries(files).forEach(([file, source]) => writeFileSync(join(folder, file), source));
  return folder;
}

it("a folder's properties are found by being there, in the order of their files, and each model once", async () => {
  const rest = "claim: noLostUpdate, exercised: []";
  const files = { "b.ts": property(rest, "second"), "a.ts": property(rest, "first"), "notes.md": "No property.\n" };
  const { properties, models } = await loadCatalogue(folderOf("two", files));
  expect(properties.map(({ name }) => name)).toEqual(["first", "second"]);
  expect(models.map(({ name }) => name)).toEqual(["bank"]);
});

const vault = `{ ...bank, name: "vault", designs: [{ ...bank.designs[1], name: "locked" }] }`;

it("a property of several models is there once for each, with what it claims there", async () => {
  const also = `also: [{ model: ${vault}, claim: { finally: () => "empty" }, exercised: ["a look"] }]`;
  const files = { "a.ts": property(`claim: noLostUpdate, exercised: [], ${also}`) };
  const catalogue = await loadCatalogue(folderOf("several", files));
  expect(catalogue.models.map(({ name }) => name)).toEqual(["bank", "vault"]);
  expect(catalogue.properties.map(({ name, exercised }) => [name, exercised])).toEqual([
    ["paid", []],
    ["paid", ["a look"]],
  ]);
  expect(propertiesNamed("paid", catalogue)).toHaveLength(2);
  expect(propertiesOf("vault", catalogue).map(({ claim }) => claim?.finally?.(null, null as never))).toEqual(["empty"]);
  expect(propertyFor("paid", "locked@bolts=2", catalogue).model.name).toBe("vault");
  expect(propertyFor("paid", "racy", catalogue).model.name).toBe("bank");
  expect(() => propertiesNamed("payed", catalogue)).toThrow("did you mean paid?");
});

const form = "write `export default property({ name, statement, model, … })`";

const EMPTY = ': a domain is { min, max }, max no less than min, "boolean" or { oneOf: [...] }';

/** Source of a property of the sample bank, which is changed first. */
const changed = (model: string, name = "paid"): string =>
  property("engine: ['deadlock'], exercised: []", name).replace("model: bank", `model: { ...bank, ${model} }`);

it.each<[name: string, files: Record<string, string>, sentence: string | RegExp]>([
  ["empty", { "README.md": "" }, `there is no property in FOLDER: ${form} in a .ts file there`],
  ["nothing", { "a.ts": "export const name = 1;\n" }, `FOLDER/a.ts exports no property: ${form}`],
  [
    "no-claim",
    { "a.ts": property("exercised: []") },
    "FOLDER/a.ts exports no property: it has neither a claim nor claims of the engine",
  ],
  ["throws", { "a.ts": "throw new Error('not\\n  today');\n" }, "FOLDER/a.ts does not load: not today"],
  ["unreadable", { "a.ts": "export default {;\n" }, /^FOLDER\/a\.ts does not load: \S.*$/],
  [
    "misspelt",
    { "a.ts": property('engine: ["deadlok"], exercised: []') },
    /^FOLDER\/a\.ts: engine\[0\] is "deadlok" and should be one of deadlock, /,
  ],
  [
    "checks-nothing",
    { "a.ts": property("engine: [], exercised: []") },
    "FOLDER/a.ts: engine is [] and should have at least 1 entry",
  ],
  ["incomplete", { "a.ts": property("claim: noLostUpdate") }, "FOLDER/a.ts: exercised is missing"],
  [
    "no-model",
    { "a.ts": "export default { name: 'x', statement: 'y', engine: [], exercised: [] };\n" },
    "FOLDER/a.ts: model is missing",
  ],
  [
    "doubles",
    {
      "a.ts": property('engine: ["deadlock"], exercised: []'),
      "b.ts": property('engine: ["deadlock"], exercised: []'),
    },
    "two files in FOLDER are both named paid: give one of the properties another name",
  ],
  [
    "two-models",
    { "a.ts": property('engine: ["deadlock"], exercised: []'), "b.ts": changed("title: 'another'", "other") },
    "two models in FOLDER are both named bank: give one of them another name",
  ],
  [
    "two-designs",
    { "a.ts": changed("designs: [bank.designs[0], bank.designs[0]]") },
    "two designs of the model bank are both named racy: give one of them another name",
  ],
  [
    "no-values",
    { "a.ts": changed("settings: { opening: { min: 5, max: 1 } }") },
    `FOLDER/a.ts: model.settings.opening${EMPTY}`,
  ],
  [
    "none-of",
    { "a.ts": changed("settings: { opening: { oneOf: [] } }") },
    `FOLDER/a.ts: model.settings.opening${EMPTY}`,
  ],
  [
    "no-step",
    { "a.ts": changed("settings: { opening: { min: 0, max: 1, step: 0 } }") },
    `FOLDER/a.ts: model.settings.opening${EMPTY}`,
  ],
])("one sentence about what is wrong: %s", async (name, files, sentence) => {
  const folder = folderOf(name, files);
  const message = await loadCatalogue(folder).catch((error: unknown) =>
    error instanceof BadUse ? error.message : error,
  );
  const told = String(message).replaceAll(folder, "FOLDER");
  expect(told).toEqual(typeof sentence === "string" ? sentence : expect.stringMatching(sentence));
});

it("a folder that is not there is named", async () => {
  await expect(loadCatalogue("nowhere")).rejects.toThrow(/^nowhere is no folder that can be read: /);
});
