import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toJson } from "../corpus/file.ts";
import { renderFinding } from "./text.ts";
import type { Finding } from "./finding.ts";
import { sizeOf } from "./size.ts";

/** Name of a gallery entry, without extension: `V1-1-maple-v1-soundness`. Only known flaws are in the gallery. */
export function galleryName({ flaw, counterexample }: Pick<Finding, "flaw" | "counterexample">): string {
  if (flaw === null) {
    throw new Error(
      `the counterexample to ${counterexample.property} shows no known flaw: the gallery has no place for it`,
    );
  }
  return `${flaw.id}-${counterexample.design}-${counterexample.property}`;
}

/** The golden file of an entry. */
export function galleryText(finding: Finding): string {
  return `${renderFinding(finding).join("\n")}\n`;
}

/** `README.md` of the gallery: one line an entry, in the order of their names. */
export function galleryIndex(findings: readonly Finding[]): string {
  const rows = findings
    .toSorted((a, b) => (galleryName(a) < galleryName(b) ? -1 : 1))
    .map((finding) => {
      const { flaw, counterexample } = finding;
      const name = galleryName(finding);
      const cells = [flaw!.id, flaw!.title, counterexample.design, counterexample.property, sizeOf(counterexample)];
      return `| ${cells.map((text) => text.replaceAll("|", String.raw`\|`)).join(" | ")} | [trace](${name}.txt) |`;
    });
  return [
    "# Gallery",
    "",
    "The smallest interleaving found for each known flaw; the column `size` says of which it is proved that nothing one",
    "notch simpler shows it. Each `.json` is a counterexample as `s2check replay` reads it; the `.txt` beside it and this",
    "page follow from it. Tests compare them whole; `npm run gallery` writes them anew.",
    "",
    "| flaw | what the code does wrong | design | property | size | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** Puts a counterexample into the gallery, in the place of an older one to the same flaw; returns the path of its file. */
export function addToGallery(folder: string, finding: Finding): string {
  const path = join(folder, `${galleryName(finding)}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, toJson({ ...finding.counterexample, shows: { flaws: [finding.flaw!.id], together: false } }));
  writeFileSync(join(folder, `${galleryName(finding)}.txt`), galleryText(finding));
  return path;
}
