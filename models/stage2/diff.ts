import { formatLeaf, hex, type Leaf } from "./leaf.ts";
import { formatMapping, type Mapping } from "./mapping.ts";

/** One place where two abstract states differ. `before` or `after` is "nothing" where only the other has an entry. */
export interface Difference {
  /** As in `shadow 0[0x4]`: the table's name, then the address of the entry. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export const nothing = "nothing";

export const diffLeaves = (path: string, before: readonly Leaf[], after: readonly Leaf[]): readonly Difference[] =>
  diff(path, before, after, (leaf) => leaf.n, formatLeaf);

export const diffMappings = (path: string, before: readonly Mapping[], after: readonly Mapping[]) =>
  diff(path, before, after, (mapping) => mapping.start, formatMapping);

/** One line per difference, in address order. */
export const formatDifferences = (differences: readonly Difference[]): string =>
  differences.map(({ path, before, after }) => `${path}: ${before}, then ${after}`).join("\n");

/** Two entries are equal when they print alike: what a reader cannot see is not reported. */
function diff<T>(
  path: string,
  before: readonly T[],
  after: readonly T[],
  keyOf: (entry: T) => number,
  show: (entry: T) => string,
): readonly Difference[] {
  const old = new Map(before.map((entry) => [keyOf(entry), show(entry)]));
  const now = new Map(after.map((entry) => [keyOf(entry), show(entry)]));
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted((a, b) => a - b);
  return keys
    .map((key) => ({ path: `${path}[${hex(key)}]`, before: old.get(key) ?? nothing, after: now.get(key) ?? nothing }))
    .filter((difference) => difference.before !== difference.after);
}
