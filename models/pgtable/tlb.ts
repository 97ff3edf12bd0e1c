import { Op, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { MmOps } from "./mm-ops.ts";
import type { Cpus, KvmS2Mmu } from "./pgtable.ts";

/** A level hint that promises nothing. */
export const TLBI_TTL_UNKNOWN = 0x7fff_ffff;

/** `__TLBI_RANGE_PAGES(31, 3)`: what one range TLBI can take out. */
const MAX_TLBI_RANGE_PAGES = 2 ** 21;

/** One TLBI of one VMID; `pages` counts for ranges, `level` for single addresses, none of them for `vmid`. */
export interface Tlbi {
  readonly kind: "ipa" | "ipa_nsh" | "range" | "vmid";
  readonly ipa: number;
  readonly level: number;
  readonly pages: number;
}

function tlbiKind(name: string, show: (tlbi: Tlbi) => string): OpKind {
  return {
    name,
    access: WRITE,
    ready: null,
    perform(op, task) {
      const mmu = op.object as KvmS2Mmu;
      mmu.world.emit("tlbi", op.a);
      return mmu.cpus?.tlbi(task.id, op.a as Tlbi);
    },
    describe(op, result) {
      return `${name}(${op.object.label}${show(op.a as Tlbi)})${result === false ? " for another VMID" : ""}`;
    },
  };
}

const hex = (value: number): string => `0x${value.toString(16)}`;

const showIpa = ({ ipa, level }: Tlbi): string =>
  `, ${hex(ipa)}, level ${level === TLBI_TTL_UNKNOWN ? "unknown" : level}`;

const TLBI = {
  ipa: tlbiKind("__kvm_tlb_flush_vmid_ipa", showIpa),
  ipa_nsh: tlbiKind("__kvm_tlb_flush_vmid_ipa_nsh", showIpa),
  range: tlbiKind("__kvm_tlb_flush_vmid_range", ({ ipa, pages }) => `, ${hex(ipa)}, ${pages} pages`),
  vmid: tlbiKind("__kvm_tlb_flush_vmid", () => ""),
};

const DSB: OpKind = {
  name: "dsb",
  access: WRITE,
  ready: null,
  perform(op) {
    op.object.world.emit("dsb", op.a);
    return undefined;
  },
  describe: (op) => `dsb(${op.a as string})`,
};

/** Where CPUs walk on their own, a DSB waits for the walks that the TLBI has come in between. */
const DSB_WAITS: OpKind = { ...DSB, access: WRITE | WAITS, ready: (op) => op.object.free };

/** `ish`: until what this CPU has asked the TLBs of all CPUs is done; `ishst`: until walks see what it has stored. */
function dsb(mmu: KvmS2Mmu, domain: "ish" | "nsh"): Op<void> {
  return new Op<void>(mmu.cpus === null ? DSB : DSB_WAITS, mmu, domain);
}

function contextKind(name: string, change: (cpus: Cpus, task: number, isGuest: boolean) => void): OpKind {
  return {
    name,
    access: WRITE,
    ready: null,
    perform(op, task) {
      change((op.object as KvmS2Mmu).cpus!, task.id, op.a === true);
      return undefined;
    },
    describe: () => name,
  };
}

const ENTER = contextKind("VTTBR_EL2 = the guest's", (cpus, task, isGuest) => cpus.writeVttbr(task, isGuest));
const EXIT: OpKind = { ...ENTER, name: "VTTBR_EL2 = what it was", describe: () => "VTTBR_EL2 = what it was" };
const ISB = contextKind("isb()", (cpus, task) => cpus.isb(task));

/** `enter_vmid_context`: from here on, TLBIs of this CPU are for the guest. */
function* enter_vmid_context(mmu: KvmS2Mmu, { quirks }: Cpus): Task {
  yield* new Op<void>(ENTER, mmu, true);
  if (quirks.contextSync === "isb") {
    yield* new Op<void>(ISB, mmu);
  }
}

/** A TLBI, waited for, in the context that it needs. */
function* flush(mmu: KvmS2Mmu, kind: OpKind, tlbi: Tlbi, domain: "ish" | "nsh"): Task {
  const { cpus } = mmu;
  if (cpus !== null) {
    yield* enter_vmid_context(mmu, cpus);
  }
  yield* new Op<void>(kind, mmu, tlbi);
  if (cpus === null || cpus.quirks.tlbiSync === "dsb") {
    yield* dsb(mmu, domain);
  }
  if (cpus !== null) {
    yield* new Op<void>(EXIT, mmu, false);
  }
}

const DSB_ISHST: OpKind = { ...DSB, access: 0 };

export function dsb_ishst(mm_ops: MmOps): Op<void> {
  return new Op<void>(DSB_ISHST, mm_ops, "ishst");
}

/** On all CPUs, entries of stage 2 and combined ones, of one address at the level that the caller promises. */
export function __kvm_tlb_flush_vmid_ipa(mmu: KvmS2Mmu, ipa: number, level: number): Task {
  return flush(mmu, TLBI.ipa, { kind: "ipa", ipa, level, pages: 1 }, "ish");
}

/** The same on this CPU only. */
export function __kvm_tlb_flush_vmid_ipa_nsh(mmu: KvmS2Mmu, ipa: number, level: number): Task {
  return flush(mmu, TLBI.ipa_nsh, { kind: "ipa_nsh", ipa, level, pages: 1 }, "nsh");
}

function __kvm_tlb_flush_vmid_range(mmu: KvmS2Mmu, ipa: number, pages: number): Task {
  const level = mmu.cpus?.quirks.rangeHint === "zero" ? 0 : TLBI_TTL_UNKNOWN;
  return flush(mmu, TLBI.range, { kind: "range", ipa, level, pages }, "ish");
}

function __kvm_tlb_flush_vmid(mmu: KvmS2Mmu): Task {
  return flush(mmu, TLBI.vmid, { kind: "vmid", ipa: 0, level: TLBI_TTL_UNKNOWN, pages: 0 }, "ish");
}

/** All levels of a range, rounded down to pages; everything of the VMID where the CPUs know no ranges. */
export function* kvm_tlb_flush_vmid_range(mmu: KvmS2Mmu, pageSize: number, addr: number, size: number): Task {
  if (!mmu.caps.tlbirange) {
    yield* __kvm_tlb_flush_vmid(mmu);
    return;
  }
  for (let pages = Math.floor(size / pageSize); pages > 0;) {
    const inval_pages = Math.min(pages, MAX_TLBI_RANGE_PAGES);
    yield* __kvm_tlb_flush_vmid_range(mmu, addr, inval_pages);
    addr += inval_pages * pageSize;
    pages -= inval_pages;
  }
}
