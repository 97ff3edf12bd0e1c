import type { Range } from "../../src/kernel/range_map.ts";
import { NULL } from "../../src/kernel/xa_entry.ts";

/** What one index holds: the entry, and which store put it there (0 for NULL: a gap has no history). */
interface Cell {
  readonly store: number;
  readonly entry: bigint;
}

/** The naive map: one cell per index, `0..length - 1`. */
export type Cells = readonly Cell[];

export function noCells(length: number): Cells {
  return Array.from({ length }, () => ({ store: 0, entry: NULL }));
}

/** `store` must be new for each store. */
export function storeCells(cells: Cells, span: { first: number; last: number }, entry: bigint, store: number): Cells {
  const cell = { store: entry === NULL ? 0 : store, entry };
  return cells.map((old, index) => (span.first <= index && index <= span.last ? cell : old));
}

/** The runs of cells that one store put there, gaps included. */
export function runs(cells: Cells): Range<number>[] {
  const found: Range<number>[] = [];
  for (const [index, { store, entry }] of cells.entries()) {
    const before = found.at(-1);
    if (before !== undefined && cells[before.first]?.store === store) {
      found[found.length - 1] = { first: before.first, last: index, entry };
    } else {
      found.push({ first: index, last: index, entry });
    }
  }
  return found;
}
