import type { Machine } from "../../../src/cost/cost-model.ts";
import type { Axis } from "../../../src/cost/law.ts";
import { type Geometry, geometryOf, type Granule } from "../../stage2/geometry.ts";

export const GRANULES: readonly Granule[] = ["4K", "16K", "64K"];

/** @throws Error for a granule that is none of GRANULES. */
export function geometryFor({ granule, bits }: Machine): Geometry {
  const known = GRANULES.find((name) => name === granule);
  if (known === undefined) {
    throw new Error(`no granule is called ${granule}: there are ${GRANULES.join(", ")}`);
  }
  return geometryOf(known, bits);
}

/** Address bits of the machines that are executed: few chunks, as the steps of a walk grow in proportion to them. */
const FEWER_BITS: Readonly<Record<string, readonly number[]>> = {
  "4K": [35, 36, 37],
  "16K": [32, 33, 34],
  "64K": [35, 36, 37],
};

/** Steps of a walk over all of a shadow: from few address bits to those of the real machine. */
export function stepsAxis({ granule }: Machine): Axis {
  const sizes = FEWER_BITS[granule]!.map((bits) => stepsOf({ granule, bits }));
  return { name: "s", title: "steps of a walk over a whole shadow", sizes, degree: 1 };
}

export function stepsOf(machine: Machine): number {
  const { nestedSize, chunk } = geometryFor(machine);
  return nestedSize / chunk;
}

/** The machine of the same granule whose walk takes so many steps. */
export function withSteps({ granule, bits }: Machine, steps: number): Machine {
  return { granule, bits: bits + Math.log2(steps / stepsOf({ granule, bits })) };
}

export const pageOf = (machine: Machine): number => geometryFor(machine).page;

/** The smallest block, which is what the host's huge pages become. */
export const blockOf = (machine: Machine): number => geometryFor(machine).blocks[0]!;

/** How many pages, or blocks, a guest with so much memory has. */
export const pagesIn = (machine: Machine, gib: number): number => (gib * 2 ** 30) / pageOf(machine);
export const blocksIn = (machine: Machine, gib: number): number => (gib * 2 ** 30) / blockOf(machine);
