import type { SweepDocument } from "../../sweep/document.ts";

/** What the page shows; the URL's fragment says it, so that a link leads back to the same step. */
export interface SweepRoute {
  /** Position of a reason. */
  readonly cause: number;
  readonly property: string;
  /** The last step made; 0 is the beginning. */
  readonly step: number;
}

/** `#2/soundness/5`: the second reason; what is missing is the first there is. Null if it names nothing in this sweep. */
export function parseRoute(hash: string, { causes }: SweepDocument): SweepRoute | null {
  const [number = "", name = "", step = "0"] = hash.replace(/^#/, "").split("/");
  const at = Number(number) - 1;
  const findings = causes[at]?.findings ?? [];
  const finding = findings.find(({ counterexample }) => counterexample.property === name) ?? findings[0];
  if (finding === undefined) {
    return null;
  }
  const last = finding.trace.steps.length;
  const wanted = Number(step);
  return {
    cause: at,
    property: finding.counterexample.property,
    step: Number.isInteger(wanted) ? Math.min(Math.max(wanted, 0), last) : 0,
  };
}

export function printRoute({ cause, property, step }: SweepRoute): string {
  return `#${cause + 1}/${property}/${step}`;
}
