import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SYSTEMS } from "../../bench/verdicts/systems.ts";
import { loadCatalogue, propertyFor } from "../../src/check/catalogue.ts";
import { designNamed } from "../../src/check/design-named.ts";
import { judgeOf } from "../../src/check/judge.ts";
import { replayCommandOf } from "../../src/cli/replay-command.ts";
import { loadOne } from "../../src/corpus/corpus.ts";
import { standardOracles } from "../../src/oracles/standard.ts";
import { explain } from "../../src/report/explain.ts";
import type { Finding } from "../../src/report/finding.ts";
import { galleryIndex, galleryName, galleryText } from "../../src/report/gallery.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const GALLERY = inProject("reports/gallery");

/** Proved minimal, and more than 25 lines all the same: what they take is said of them in docs/corpus.md. */
const LONG = new Set(["E01-pkvm@reload=afterLeaf-use-after-free", "E11-tlb-vmid@relaxHint=garbage-refault"]);

const catalogue = await loadCatalogue(inProject("properties"));
const names = existsSync(GALLERY) ? readdirSync(GALLERY).filter((name) => name.endsWith(".json")) : [];
const findings = new Map(names.toSorted().map((name) => [name.replace(/\.json$/, ""), findingIn(name)]));

/** Runs the counterexample in a file of the gallery again; its name says which flaw it shows. */
function findingIn(file: string): Finding {
  const shapeOf = (name: string) => catalogue.models.find((model) => model.name === name) ?? null;
  const counterexample = loadOne(`${GALLERY}/${file}`, shapeOf);
  const property = propertyFor(counterexample.property, counterexample.design, catalogue);
  const design = designNamed(counterexample.design, property.model.designs);
  const bugs = (property.model.corpus ?? []).map(({ id, title }) => ({ id, title }));
  const judged = SYSTEMS.flatMap(({ rows }) => rows).map(({ id, reference, title = reference }) => ({ id, title }));
  const known = [...design.flaws, ...bugs, ...judged];
  const flaw = known.find((one) => file === `${galleryName({ flaw: one, counterexample })}.json`) ?? null;
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

/** From the first step to the last, with what stands between them. */
function linesOfColumns(text: string): number {
  const lines = text.split("\n");
  const isStep = (line: string): boolean => /^ {0,3}\d+ {2}/.test(line);
  return lines.findLastIndex(isStep) - lines.findIndex(isStep) + 1;
}

test.for([...findings])("%s still breaks what it broke, and reads as before", async ([name, finding]) => {
  const { claim, message } = finding.counterexample;
  expect(finding.trace.violations).toContainEqual(expect.objectContaining({ claim, message }));
  const text = galleryText(finding);
  if (finding.counterexample.proved && !LONG.has(name)) {
    expect(linesOfColumns(text)).toBeLessThanOrEqual(25);
  }
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  await expect(text).toMatchFileSnapshot(`${GALLERY}/${name}.txt`);
});

test("every known flaw of every design is shown", () => {
  const designs = [...new Set(catalogue.models.flatMap((model) => model.designs))];
  const known = designs.flatMap(({ name, flaws }) => flaws.map(({ id }) => `${id}-${name}`));
  const shown = new Set(
    [...findings.values()].map((finding) => `${finding.flaw?.id}-${finding.counterexample.design}`),
  );
  expect(known.filter((flaw) => !shown.has(flaw))).toEqual([]);
});

test("the README shows a trace as it is", () => {
  const name = "V1-1-maple-v1-soundness";
  expect(readFileSync(inProject("README.md"), "utf8")).toContain(galleryText(findings.get(name)!));
});

test("the index lists what is there", async () => {
  await expect(galleryIndex([...findings.values()])).toMatchFileSnapshot(`${GALLERY}/README.md`);
});
