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

function readKind(level: "block" | "page"): OpKind {
  return {
    name: "read_guest_s2_desc",
    access: READ,
    ready: null,
    perform(op) {
      const table = op.object as GuestTable;
      return level === "page" ? table.pages[op.a as number] : upperAt(table, op.a as number);
    },
    describe: (op, d) => `${entryOf(op)} ${d === undefined ? "is read" : `is ${described(d as Descriptor, level)}`}`,
  };
}

function writeKind(level: "block" | "page"): OpKind {
  return {
    name: "write_guest_s2_desc",
    access: WRITE,
    ready: null,
    perform(op) {
      const table = op.object as GuestTable;
      const [n, descriptor] = [op.a as number, op.b as Descriptor];
      if (level === "page") {
        table.pages = table.pages.with(n, descriptor);
      } else {
        table.upper = table.upper.with(Math.floor(n / table.block), descriptor);
      }
      return undefined;
    },
    describe: (op) => `${entryOf(op)} := ${described(op.b as Descriptor, level)}`,
  };
}

const READ_UPPER = readKind("block");
const READ_PAGE = readKind("page");
const WRITE_UPPER = writeKind("block");
const WRITE_PAGE = writeKind("page");

export const readUpper = (table: GuestTable, n: number): Op<Descriptor> => new Op(READ_UPPER, table, n);
export const readPage = (table: GuestTable, n: number): Op<Descriptor> => new Op(READ_PAGE, table, n);
export const writeUpper = (table: GuestTable, n: number, d: Descriptor): Op<void> => new Op(WRITE_UPPER, table, n, d);
export const writePage = (table: GuestTable, n: number, d: Descriptor): Op<void> => new Op(WRITE_PAGE, table, n, d);

/** `canonical 0x5 rw`. */
export const formatTarget = (leaf: Descriptor): string =>
  `canonical ${hex(outputOf(leaf))} ${formatPerm(permOf(leaf)).slice(0, 2)}`;

const entryOf = (op: Op): string => `${op.object.label}[${hex(op.a as number)}]`;

function described(d: Descriptor, level: "block" | "page"): string {
  if (d === INVALID) {
    return "invalid";
  }
  return d === TABLE ? "a table" : `${level} ${hex(outputOf(d))}, ${formatPerm(permOf(d)).slice(0, 2)}`;
}
