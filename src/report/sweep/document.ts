import { findingDocument, SectionTable } from "../document.ts";
import type { FindingDocument } from "../document.ts";
import type { Section } from "../../core/program.ts";
import type { SweepResult } from "./result.ts";

/**
 * A sweep as plain data, for `sweep.json` and its page. `version` grows when a field changes its meaning or goes; new fields
 * may come at any time. But for `times`, two runs with one seed give the same bytes.
 */
export interface SweepDocument extends SweepResult<FindingDocument> {
  readonly format: "s2check-sweep";
  readonly version: 1;
  /** Each distinct table of a model's state once. */
  readonly sections: readonly Section[];
}

export function sweepDocumentOf(result: SweepResult): SweepDocument {
  const sections = new SectionTable();
  const causes = result.causes.map((cause) => ({
    ...cause,
    findings: cause.findings.map((finding) => findingDocument(finding, sections)),
  }));
  return { format: "s2check-sweep", version: 1, ...result, causes, sections: sections.all };
}

/** `sweep.json`. */
export function printSweep(document: SweepDocument): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}
