import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { World } from "../../../src/core/world.ts";
import type { Geometry } from "../../stage2/geometry.ts";
import { hex } from "../../stage2/leaf.ts";
import { formatPerm, R, RW } from "../../stage2/perm.ts";

/** A descriptor: INVALID, TABLE (upper level only), or a leaf as made by `leafDescriptor`. */
export type Descriptor = number;

export const INVALID: Descriptor = 0;
export const TABLE: Descriptor = -1;

/** In a leaf: its access flag is clear. */
const OLD = 1 << 20;

export const leafDescriptor = (c: number, ro: boolean): Descriptor => (c << 2) | (ro ? 2 : 0) | 1;
export const outputOf = (leaf: Descriptor): number => (leaf & ~OLD) >> 2;
const isLeaf = (d: Descriptor): boolean => d !== INVALID && d !== TABLE;
export const isOld = (leaf: Descriptor): boolean => isLeaf(leaf) && (leaf & OLD) !== 0;
const aged = (leaf: Descriptor): Descriptor => leaf | OLD;
/** Invalid entries and tables have none. */
export const withFlag = (d: Descriptor): Descriptor => (isLeaf(d) ? d & ~OLD : d);
export const permOf = (leaf: Descriptor): number => ((leaf & 2) === 0 ? RW : R);

/** The two levels of a guest stage-2: blocks and tables, and below them a table of pages each. */
export interface GuestLevels {
  readonly upper: readonly Descriptor[];
  readonly pages: readonly Descriptor[];
}

/** Guest stage-2 of one VM, in L1's memory. */
export class GuestTable extends Shared implements GuestLevels {
  readonly block: number;
  /** For claims: all that it ever said; the last is what it says now. */
  readonly states: GuestLevels[];

  constructor(world: World, g: Geometry, index: number, start: GuestLevels) {
    super(world, "guest", index);
    this.block = g.blocks[0] ?? g.page;
    this.states = [start];
  }

  get upper(): readonly Descriptor[] {
    return this.states.at(-1)!.upper;
  }

  set upper(upper: readonly Descriptor[]) {
    this.states.push({ upper, pages: this.pages });
  }

  get pages(): readonly Descriptor[] {
    return this.states.at(-1)!.pages;
  }

  set pages(pages: readonly Descriptor[]) {
    this.states.push({ upper: this.upper, pages });
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

function readKind(level: Level): OpKind {
  return {
    name: "read_guest_s2_desc",
    access: READ,
    ready: null,
    perform: (op) => entryAt(op.object as GuestTable, op.a as number, level),
    describe: (op, d) => `${entryOf(op)} ${d === undefined ? "is read" : `is ${described(d as Descriptor, level)}`}`,
  };
}

type Level = "block" | "page";

const entryAt = (table: GuestTable, n: number, level: Level): Descriptor =>
  level === "page" ? table.pages[n]! : upperAt(table, n);

function setEntry(table: GuestTable, n: number, level: Level, descriptor: Descriptor): void {
  if (level === "page") {
    table.pages = table.pages.with(n, descriptor);
  } else {
    table.upper = table.upper.with(Math.floor(n / table.block), descriptor);
  }
}

/**
 * `__kvm_at_swap_desc` (at.c, 7.3.4): sets the access flag of a leaf that is still as it was read. Whether it was; without
 * `compares`, it is not asked.
 */
function setFlagKind(level: Level): OpKind {
  return {
    name: "swap_guest_s2_desc",
    access: READ | WRITE,
    ready: null,
    perform(op) {
      const table = op.object as GuestTable;
      const n = op.a as number;
      const { read, compares } = op.b as Swap;
      const now = entryAt(table, n, level);
      if (compares && now !== read) {
        return false;
      }
      setEntry(table, n, level, withFlag(read));
      table.world.emit("guest_swapped", { before: now, after: withFlag(read) });
      return true;
    },
    describe: (op, done) => `cmpxchg(${entryOf(op)}, access flag)${done === false ? " fails" : ""}`,
  };
}

interface Swap {
  readonly read: Descriptor;
  readonly compares: boolean;
}

const SWAP_UPPER = setFlagKind("block");
const SWAP_PAGE = setFlagKind("page");

/** L1 clears the access flag of the leaf that translates an address. */
const AGE: OpKind = {
  name: "age_guest_s2_desc",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const table = op.object as GuestTable;
    const n = op.a as number;
    const level = upperAt(table, n) === TABLE ? "page" : "block";
    const leaf = entryAt(table, n, level);
    if (isLeaf(leaf)) {
      setEntry(table, n, level, aged(leaf));
    }
    return undefined;
  },
  describe: (op) => `L1 clears the access flag of ${entryOf(op)}`,
};

/** What a table page holds that L1 has freed, and uses for something else. */
const SCRIBBLE: OpKind = {
  name: "reuse_table_page",
  access: WRITE,
  ready: null,
  perform(op) {
    const table = op.object as GuestTable;
    const first = (op.a as number) - ((op.a as number) % table.block);
    table.pages = table.pages.map((old, at) =>
      first <= at && at < first + table.block ? leafDescriptor(op.b as number, false) : old,
    );
    return undefined;
  },
  describe: (op) => `L1 uses the table page of ${entryOf(op)} for something else`,
};

function writeKind(level: Level): OpKind {
  return {
    name: "write_guest_s2_desc",
    access: WRITE,
    ready: null,
    perform(op) {
      setEntry(op.object as GuestTable, op.a as number, level, op.b as Descriptor);
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

export const swapUpper = (table: GuestTable, n: number, read: Descriptor, compares: boolean): Op<boolean> =>
  new Op(SWAP_UPPER, table, n, { read, compares });
export const swapPage = (table: GuestTable, n: number, read: Descriptor, compares: boolean): Op<boolean> =>
  new Op(SWAP_PAGE, table, n, { read, compares });
export const scribble = (table: GuestTable, n: number, c: number): Op<void> => new Op(SCRIBBLE, table, n, c);

export const ageEntry = (table: GuestTable, n: number): Op<void> => new Op(AGE, table, n);

/** `canonical 0x5 rw`. */
export const formatTarget = (leaf: Descriptor): string =>
  `canonical ${hex(outputOf(leaf))} ${formatPerm(permOf(leaf)).slice(0, 2)}`;

const entryOf = (op: Op): string => `${op.object.label}[${hex(op.a as number)}]`;

function described(d: Descriptor, level: Level): string {
  if (d === INVALID) {
    return "invalid";
  }
  const flag = isOld(d) ? ", access flag clear" : "";
  return d === TABLE ? "a table" : `${level} ${hex(outputOf(d))}, ${formatPerm(permOf(d)).slice(0, 2)}${flag}`;
}
