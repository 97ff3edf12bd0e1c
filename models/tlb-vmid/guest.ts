import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { EAGAIN } from "../../src/kernel/errno.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import {
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  kvm_pte_table,
  kvm_pte_valid,
  pte_frame,
  pte_has,
  show_pte,
} from "../pgtable/pte.ts";
import type { Pte } from "../pgtable/pte.ts";
import type { TablePage } from "../pgtable/table-page.ts";
import { runs_on } from "../walkers/runs-on.ts";
import type { Above } from "../walkers/runs-on.ts";
import { conflicts } from "./conflict.ts";
import type { TlbEntry, Walk } from "./cpus.ts";
import { user_mem_abort } from "./fault.ts";
import type { Machine } from "./state.ts";

/** What a walk needs. */
export type Walked = Pick<Machine, "world" | "mmu" | "mm_ops" | "pgt" | "cpus">;

/** Where a walk is: about to load the entry for its address of this table. */
interface At {
  readonly machine: Walked;
  readonly walk: Walk;
  readonly page: TablePage;
  readonly level: number;
  /** What led to the table, if the walk has come that way. */
  readonly above: Above | null;
}

/** An entry at which a walk ended that leads nowhere. */
interface Missing {
  readonly ptep: Pte;
  readonly above: Above | null;
}

const indexOf = ({ machine, walk, page, level }: At): number =>
  Math.floor(walk.ia / kvm_granule_size(machine.mm_ops.geometry, level)) % page.entries.length;

const entryOf = (at: At): Pte => at.page.entries[indexOf(at)]!;

interface Ask {
  readonly machine: Walked;
  readonly cpu: number;
  readonly ia: number;
}

/** What the TLB has, any of it if it has several; otherwise where a walk begins: at a table that it has kept, or at the root. */
const LOOKUP: OpKind = {
  name: "TLB",
  access: READ | WRITE,
  ready: null,
  perform(op): TlbEntry | At {
    const { machine, cpu, ia } = op.a as Ask;
    const { cpus, world, mmu } = machine;
    const held = op.b === true ? [] : cpus.held(cpu, ia);
    if (held.length > 0) {
      return held[world.choose(held.length, mmu)]!;
    }
    const walk: Walk = { cpu, ia, overtaken: false };
    cpus.inFlight.push(walk);
    const cached = cpus.begin(cpu, ia);
    const known = cached !== null && world.choose(2, mmu) === 0 ? cached : null;
    const { pgd, start_level } = machine.pgt;
    const root = Math.floor(ia / kvm_granule_size(machine.mm_ops.geometry, start_level - 1));
    return known === null
      ? { machine, walk, page: pgd![root]!, level: start_level, above: null }
      : { machine, walk, page: known.page, level: known.level, above: null };
  },
  describe(op, result) {
    const { cpu, ia } = op.a as Ask;
    const what = `CPU ${cpu} translates 0x${ia.toString(16)}`;
    return result === undefined ? what : `${what}: ${"pte" in (result as object) ? "TLB" : "walk"}`;
  },
};

/** One load of a walk; what it finds is kept, unless a TLBI has come in between. */
const LOAD: OpKind = {
  name: "hardware walk",
  access: READ | WRITE,
  ready: null,
  also: (op) => entryOf(op.a as At),
  perform(op): TlbEntry | At | Missing {
    const at = op.a as At;
    const { machine, walk, level } = at;
    const { cpus, world, mm_ops } = machine;
    const ptep = entryOf(at);
    if (ptep.page.freed) {
      world.fail("table-in-tlb", `CPU ${walk.cpu} walks through ${ptep.page.label}, which was freed`);
    }
    const pte = ptep.peek;
    const granule = kvm_granule_size(mm_ops.geometry, level);
    const base = walk.ia - (walk.ia % granule);
    if (kvm_pte_table(pte, level)) {
      const page = kvm_pte_follow(mm_ops, pte);
      cpus.keep(walk, { base, level: level + 1, page });
      return { machine, walk, page, level: level + 1, above: { ptep, pointer: pte } };
    }
    cpus.inFlight = cpus.inFlight.filter((other) => other !== walk);
    if (!kvm_pte_valid(pte)) {
      return { ptep, above: at.above };
    }
    const entry: TlbEntry = { base, level, pte };
    const other = cpus.fill(walk, entry, conflicts);
    if (other !== null) {
      world.fail(
        "tlb-conflict",
        `the TLB of CPU ${walk.cpu} gets ${show_pte(pte, level)}, level ${level}, for 0x${base.toString(16)} beside ${show_pte(other.pte, other.level)}, level ${other.level}`,
      );
    }
    return entry;
  },
  describe: (op, result) =>
    `hardware walk: ${entryOf(op.a as At).label}${result !== undefined && "ptep" in (result as object) ? " is invalid" : ""}`,
};

const isAt = (where: TlbEntry | At | Missing): where is At => "walk" in where;

/** `walks` leaves the TLB aside, as a prefetch does. */
function* translate(machine: Walked, cpu: number, ia: number, walks: boolean): Task<TlbEntry | Missing> {
  let where: TlbEntry | At | Missing = yield* new Op<TlbEntry | At>(LOOKUP, machine.mmu, { machine, cpu, ia }, walks);
  while (isAt(where)) {
    where = yield* new Op<TlbEntry | At | Missing>(LOAD, machine.mmu, where);
  }
  return where;
}

/** The CPU walks for an address that nobody asks for. */
export function* prefetch(machine: Walked, ia: number, cpu: number): Task {
  yield* translate(machine, cpu, ia, true);
}

export function* guest_access(machine: Machine, ia: number, write: boolean, huge: boolean, cpu: number): Task {
  for (;;) {
    const found = yield* translate(machine, cpu, ia, false);
    const entry = "pte" in found ? found : null;
    if (entry !== null && (!write || pte_has(entry.pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W))) {
      machine.world.emit("guest_access", { ia, frame: pte_frame(entry.pte) + ia - entry.base });
      return;
    }
    const ret = yield* user_mem_abort(machine, { ia, huge, cpu, level: entry?.level ?? null });
    machine.world.emit("fault_return", { cpu, ia, write });
    if (ret === -EAGAIN) {
      machine.world.sometimes("a fault lost a race");
      if ("ptep" in found) {
        yield* runs_on(found.ptep, found.above);
      }
    }
  }
}
