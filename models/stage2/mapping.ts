import { type Geometry, largestLeaf } from "./geometry.ts";
import { alignDown, contains, intersect, type IpaRange, overlaps, subtract } from "./interval.ts";
import { hex } from "./leaf.ts";
import { formatPerm, type Perm } from "./perm.ts";

/** A run of addresses that one stage of translation moves by one offset. */
export interface Mapping extends IpaRange {
  /** Where `start` goes. */
  readonly to: number;
  readonly perm: Perm;
  /** Size of the leaves it was written with. A run may hold many of them, or, after a cut, less than one. */
  readonly block: number;
}

/** A stage of translation as the function it computes: ascending by `start`, disjoint. */
export type Mappings = readonly Mapping[];

/** Guest stage-2 as L1 wrote it: nested IPA to canonical IPA. */
export type GuestMapping = Mapping;

/** The canonical table, what the host backs L1's physical space with: canonical IPA to frame. */
export type HostMapping = Mapping;

/** Linear: tables of the tiny geometry have few runs, and the large ones are read leaf by leaf, not here. */
export function findMapping(table: Mappings, address: number): Mapping | null {
  for (const mapping of table) {
    if (mapping.start <= address && address < mapping.start + mapping.size) return mapping;
  }
  return null;
}

export const outputOf = (mapping: Mapping, address: number): number => mapping.to + (address - mapping.start);

/** The part of `mapping` that `part` names; `part` lies inside. */
const slice = <M extends Mapping>(mapping: M, part: IpaRange): M => ({
  ...mapping,
  start: part.start,
  size: part.size,
  to: outputOf(mapping, part.start),
});

/** What stays of a table when `range` is taken out; a run cut in two keeps both sides, as a split block does. */
export function without<M extends Mapping>(table: readonly M[], range: IpaRange): readonly M[] {
  return table.flatMap((mapping) =>
    overlaps(mapping.start, mapping.size, range)
      ? subtract(mapping, range).map((part) => slice(mapping, part))
      : [mapping],
  );
}

/** The part of a table inside `range`, cut at its ends. */
export function within(table: Mappings, range: IpaRange): Mappings {
  return table.flatMap((mapping) => {
    const part = intersect(mapping, range);
    return part === null ? [] : [slice(mapping, part)];
  });
}

/** Puts `mapping` in the place of whatever it overlaps. */
export function withMapping(table: Mappings, mapping: Mapping): Mappings {
  return [...without(table, mapping), mapping].toSorted((a, b) => a.start - b.start);
}

/** The leaf a walk of `mapping` at `address` ends in: its block, or, where a cut left less, the largest that is whole. */
export function leafAt(mapping: Mapping, address: number, g: Geometry): IpaRange {
  const whole = (size: number) => contains(mapping, alignDown(address, size), size);
  const size = whole(mapping.block) ? mapping.block : largestLeaf(g, (s) => s <= mapping.block && whole(s));
  return { start: alignDown(address, size), size };
}

export function formatMapping(m: Mapping): string {
  return `${hex(m.start)}+${hex(m.size)} -> ${hex(m.to)} ${formatPerm(m.perm)} by ${hex(m.block)}`;
}
