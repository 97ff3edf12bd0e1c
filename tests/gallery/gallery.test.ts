import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { judgeOf } from "../../src/check/judge.ts";
import { replayCommandOf } from "../../src/cli/replay-command.ts";
import { loadOne } from "../../src/corpus/corpus.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import { explain } from "../../src/report/explain.ts";
import type { Finding } from "../../src/report/finding.ts";
import { galleryIndex, galleryName, galleryText } from "../../src/report/gallery.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const GALLERY = inProject("reports/gallery");

const catalogue = await loadCatalogue(inProject("properties"));
const names = existsSync(GALLERY) ? readdirSync(GALLERY).filter((name) => name.endsWith(".json")) : [];
const findings = new Map(names.toSorted().map((name) => [name.replace(/\.json$/, ""), findingIn(name)]));

/** Runs the counterexample in a file of the gallery again; its name says which flaw it shows. */
function findingIn(file: string): Finding {
  const shapeOf = (name: string) => catalogue.models.find((model) => model.name === name) ?? null;
  const counterexample = loadOne(`${GALLERY}/${file}`, shapeOf);
  const property = catalogue.properties.find(({ name }) => name === counterexample.property);
  const design = property?.model.designs.find(({ name }) => name === counterexample.design);
  if (property === undefined || design === undefined) {
    throw new Error(`${file} is about ${counterexample.design} and ${counterexample.property}: one of them is gone`);
  }
  const flaw = design.flaws.find((known) => file === `${galleryName({ flaw: known, counterexample })}.json`) ?? null;
  return explain({
    model: property.model,
    design: counterexample.mended.length === 0 ? design : design.mend(counterexample.mended),
    claims: judgeOf([property]).claims,
    observers: standardOracles(),
    counterexample,
    flaw,
    replay: replayCommandOf(catalogue.models, counterexample),
  });
}

test.for([...findings])("%s still breaks what it broke, and reads as before", async ([name, finding]) => {
  const { claim, message } = finding.counterexample;
  expect(finding.trace.violations).toContainEqual(expect.objectContaining({ claim, message }));
  const text = galleryText(finding);
  expect(text.split("\n").length - 1).toBeLessThanOrEqual(25);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  await expect(text).toMatchFileSnapshot(`${GALLERY}/${name}.txt`);
});

test("the index lists what is there", async () => {
  await expect(galleryIndex([...findings.values()])).toMatchFileSnapshot(`${GALLERY}/README.md`);
});
