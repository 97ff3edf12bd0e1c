import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { hex } from "../../stage2/leaf.ts";

export const EL2_PAGES = 2;

interface El2Entry {
  /** Canonical page; -1 where there is none. */
  readonly canonical: number;
  /** Ghost: counts the writes of this entry. */
  readonly version: number;
}

/** The part of L1's stage-1 for its virtual EL2 that VNCR_EL2 may point into: one entry a page. */
export class El2Table extends Shared {
  entries: readonly El2Entry[];
  /** Ghost, by page: the version that L1's last TLBI to have returned found; what was read before is retired. */
  retired: readonly number[];

  constructor(world: World, canonical: number) {
    super(world, "el2");
    this.entries = Array.from({ length: EL2_PAGES }, (_, page) => ({ canonical: canonical ^ page, version: 0 }));
    this.retired = this.entries.map(() => 0);
  }
}

const READ_ENTRY: OpKind = {
  name: "__kvm_translate_va",
  access: READ,
  ready: null,
  perform: (op) => (op.object as El2Table).entries[op.a as number],
  describe(op, entry) {
    const to = entry === undefined ? "" : ` = canonical ${hex((entry as El2Entry).canonical)}`;
    return `__kvm_translate_va(${hex(op.a as number)})${to}`;
  },
};

const WRITE_ENTRY: OpKind = {
  name: "write_el2_desc",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const table = op.object as El2Table;
    const page = op.a as number;
    const { version } = table.entries[page]!;
    table.entries = table.entries.with(page, { canonical: op.b as number, version: version + 1 });
    return undefined;
  },
  describe: (op) => `${op.object.label}[${hex(op.a as number)}] := canonical ${hex(op.b as number)}`,
};

export const translate_va = (table: El2Table, va: number): Op<El2Entry> => new Op(READ_ENTRY, table, va);
/** L1 writes an entry; a TLBI is a command of its own. */
export function* write_el2_entry(table: El2Table, va: number, canonical: number): Task {
  yield* new Op<void>(WRITE_ENTRY, table, va, canonical);
}
