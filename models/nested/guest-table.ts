import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";
import type { Geometry } from "../stage2/geometry.ts";
import { hex } from "../stage2/leaf.ts";
import { formatPerm, R, RW } from "../stage2/perm.ts";

/** A descriptor: INVALID, TABLE (upper level only), or a leaf as made by `leafDescriptor`. */
export type Descriptor = number;

export const INVALID: Descriptor = 0;
export const TABLE: Descriptor = -1;

export const leafDescriptor = (c: number, ro: boolean): Descriptor => (c << 2) | (ro ? 2 : 0) | 1;
export const outputOf = (leaf: Descriptor): number => leaf >> 2;
export const permOf = (leaf: Descriptor): number => ((leaf & 2) === 0 ? RW : R);

/** The two levels of a guest stage-2: blocks and tables, and below them a table of pages each. */
export interface GuestLevels {
  readonly upper: readonly Descriptor[];
  readonly pages: readonly Descriptor[];
}

/** Guest stage-2 of one VM, in L1's memory. */
export class GuestTable extends Shared implements GuestLevels {
  upper: readonly Descriptor[];
  pages: readonly Descriptor[];
  readonly block: number;

  constructor(world: World, g: Geometry, index: number, start: GuestLevels) {
    super(world, "guest", index);
    this.block = g.blocks[0] ?? g.page;
    this.upper = start.upper;
    this.pages = start.pages;
  }
}

export function emptyTable(g: Geometry): GuestLevels {
  const block = g.blocks[0] ?? g.page;
  const invalid = (length: number): Descriptor[] => Array<Descriptor>(length).fill(INVALID);
  return { upper: invalid(g.nestedSize / block), pages: invalid(g.nestedSize) };
}

/** A table page with one entry that replaces a block or nothing: written before anything points to it. */
export function freshPages(table: GuestLevels, n: number, leaf: Descriptor): readonly Descriptor[] {
  const block = table.pages.length / table.upper.length;
  const first = n - (n % block);
  return table.pages.map((old, at) => (at === n ? leaf : first <= at && at < first + block ? INVALID : old));
}

/** The entry of the upper level. */
export function upperAt(table: GuestLevels, n: number): Descriptor {
  return table.upper[Math.floor((n * table.upper.length) / table.pages.length)] ?? INVALID;
}

const READ_UPPER: OpKind = {
  name: "read_guest_s2_desc",
  access: READ,
  ready: null,
  perform: (op) => upperAt(op.object as GuestTable, op.a as number),
  describe: (op, d) => `read ${op.object.label} block entry for ${hex(op.a as number)}${shown(d)}`,
};

const READ_PAGE: OpKind = {
  name: "read_guest_s2_desc",
  access: READ,
  ready: null,
  perform: (op) => (op.object as GuestTable).pages[op.a as number],
  describe: (op, d) => `read ${op.object.label} page entry for ${hex(op.a as number)}${shown(d)}`,
};

const WRITE_UPPER: OpKind = {
  name: "L1 writes",
  access: WRITE,
  ready: null,
  perform(op) {
    const table = op.object as GuestTable;
    table.upper = table.upper.with(Math.floor((op.a as number) / table.block), op.b as Descriptor);
    return undefined;
  },
  describe: (op) => `${op.object.label} block entry for ${hex(op.a as number)} := ${formatDescriptor(op.b as number)}`,
};

const WRITE_PAGE: OpKind = {
  name: "L1 writes",
  access: WRITE,
  ready: null,
  perform(op) {
    const table = op.object as GuestTable;
    table.pages = table.pages.with(op.a as number, op.b as Descriptor);
    return undefined;
  },
  describe: (op) => `${op.object.label} page entry for ${hex(op.a as number)} := ${formatDescriptor(op.b as number)}`,
};

export const readUpper = (table: GuestTable, n: number): Op<Descriptor> => new Op(READ_UPPER, table, n);
export const readPage = (table: GuestTable, n: number): Op<Descriptor> => new Op(READ_PAGE, table, n);
export const writeUpper = (table: GuestTable, n: number, d: Descriptor): Op<void> => new Op(WRITE_UPPER, table, n, d);
export const writePage = (table: GuestTable, n: number, d: Descriptor): Op<void> => new Op(WRITE_PAGE, table, n, d);

export function formatDescriptor(d: Descriptor): string {
  if (d === INVALID) {
    return "invalid";
  }
  return d === TABLE ? "table" : `canonical ${hex(outputOf(d))} ${formatPerm(permOf(d)).slice(0, 2)}`;
}

function shown(descriptor: unknown): string {
  return descriptor === undefined ? "" : ` = ${formatDescriptor(descriptor as Descriptor)}`;
}
