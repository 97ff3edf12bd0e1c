import { isEqual, isZero, minus, over, plus, printFraction, times, toNumber, whole, ZERO } from "./fraction.ts";
import type { Fraction } from "./fraction.ts";

/** One size that executions are scaled in. */
export interface Axis {
  /** As formulas write it, e.g. `s`. */
  readonly name: string;
  readonly title: string;
  /** Sizes that are executed, ascending: the first `degree + 1` make the law, the others check it. */
  readonly sizes: readonly number[];
  /** The highest power of it that a law may have. */
  readonly degree: number;
}

/** A point of the axes, in their order. */
export type Point = readonly number[];

/** What was counted in the execution of one size. */
export interface Sample {
  readonly at: Point;
  readonly value: number;
}

/** A polynomial in several sizes, exact; `terms` without zeros, keyed by the powers. */
export interface Law {
  readonly axes: readonly Axis[];
  readonly terms: ReadonlyMap<string, Term>;
}

interface Term {
  readonly powers: readonly number[];
  readonly factor: Fraction;
}

/**
 * The sizes to execute: all combinations that a law takes, then those that can refute it: each further size of an axis with
 * the first of the others, and the largest of all.
 */
export function pointsOf(axes: readonly Axis[]): { readonly fit: readonly Point[]; readonly check: readonly Point[] } {
  const fit = combinations(axes.map(({ sizes, degree }) => sizes.slice(0, degree + 1)));
  const first = axes.map(({ sizes }) => sizes[0]!);
  const further = axes.flatMap(({ sizes, degree }, axis) =>
    sizes.slice(degree + 1).map((size) => first.with(axis, size)),
  );
  return { fit, check: [...further, axes.map(({ sizes }) => sizes.at(-1)!)] };
}

function combinations(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (points, list) => points.flatMap((point) => list.map((size) => [...point, size])),
    [[]],
  );
}

/** The polynomial through these samples: one for each combination of the first `degree + 1` sizes, in their order. */
export function lawThrough(axes: readonly Axis[], values: readonly number[]): Law {
  let factors = values.map(whole);
  let stride = values.length;
  for (const { sizes, degree } of axes) {
    const nodes = sizes.slice(0, degree + 1);
    stride /= nodes.length;
    factors = alongAxis(factors, nodes, stride);
  }
  const powers = combinations(axes.map(({ degree }) => Array.from({ length: degree + 1 }, (_, power) => power)));
  const terms = powers.map((own, at): [string, Term] => [own.join(), { powers: own, factor: factors[at]! }]);
  return { axes, terms: new Map(terms.filter(([, { factor }]) => !isZero(factor))) };
}

/** Values at the nodes of one axis become factors of its powers, for every combination of the other axes. */
function alongAxis(values: readonly Fraction[], nodes: readonly number[], stride: number): Fraction[] {
  const result = [...values];
  for (let start = 0; start < values.length; start++) {
    if (Math.floor(start / stride) % nodes.length === 0) {
      const line = nodes.map((_, at) => values[start + at * stride]!);
      powersThrough(nodes, line).forEach((factor, power) => (result[start + power * stride] = factor));
    }
  }
  return result;
}

/** Newton's divided differences, multiplied out. */
function powersThrough(nodes: readonly number[], values: readonly Fraction[]): Fraction[] {
  const differences = [...values];
  for (let order = 1; order < nodes.length; order++) {
    for (let at = nodes.length - 1; at >= order; at--) {
      const rise = minus(differences[at]!, differences[at - 1]!);
      differences[at] = over(rise, whole(nodes[at]! - nodes[at - order]!));
    }
  }
  let polynomial: Fraction[] = nodes.map(() => ZERO);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = whole(nodes[at]!);
    polynomial = polynomial.map((factor, power) =>
      minus(power === 0 ? differences[at]! : polynomial[power - 1]!, times(factor, node)),
    );
  }
  return polynomial;
}

/** Its value, exact. */
function valueAt({ terms }: Law, at: Point): Fraction {
  let sum = ZERO;
  for (const { powers, factor } of terms.values()) {
    const product = powers.reduce((value, power, axis) => value * BigInt(at[axis]!) ** BigInt(power), 1n);
    sum = plus(sum, times(factor, { top: product, bottom: 1n }));
  }
  return sum;
}

/** The same as a number. */
export const numberAt = (law: Law, at: Point): number => toNumber(valueAt(law, at));

/** The first sample that the law does not give exactly, or null. */
export function refutedBy(law: Law, samples: readonly Sample[]): Sample | null {
  return samples.find(({ at, value }) => !isEqual(valueAt(law, at), whole(value))) ?? null;
}

/** `4·s + 1/2·n`; highest powers first. */
export function printLaw({ axes, terms }: Law): string {
  const sorted = [...terms.values()].toSorted((a, b) => degreeOf(b) - degreeOf(a));
  const text = sorted.map(({ powers, factor }) => {
    const sizes = powers.flatMap((power, axis) => (power === 0 ? [] : [nameOf(axes[axis]!, power)]));
    const number = printFraction(factor);
    return sizes.length > 0 && number === "1" ? sizes.join("·") : [number, ...sizes].join("·");
  });
  return text.length === 0 ? "0" : text.join(" + ").replaceAll("+ -", "- ");
}

const degreeOf = ({ powers }: Term): number => powers.reduce((sum, power) => sum + power, 0);

const nameOf = ({ name }: Axis, power: number): string =>
  power === 1 ? name : `${name}${power === 2 ? "²" : `^${power}`}`;
