import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { atomic_dec, atomic_read } from "../../../src/kernel/atomic.ts";
import { cell } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { lockdep_assert_held_write } from "../../../src/kernel/lockdep.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import { El2Table } from "../guest/el2-table.ts";
import { count } from "../host/invalidate-seq.ts";
import type { Kvm } from "../state.ts";
import { invalidate_vncr, VncrTlb } from "./vncr-tlb.ts";

/** The VNCR translations of a VM. */
export class Vncr {
  /** By position of the task in the scenario. */
  readonly tlbs: readonly VncrTlb[];
  /** `kvm->arch.vncr_tlb_count`: translations that are valid or being made. */
  readonly vncr_tlb_count: Cell<number>;
  readonly el2: El2Table;

  constructor(world: World, tasks: number, canonical: number) {
    this.tlbs = Array.from({ length: tasks }, (_, index) => new VncrTlb(world, index));
    this.vncr_tlb_count = cell(world, "vncr_tlb_count", 0);
    this.el2 = new El2Table(world, canonical);
  }
}

/**
 * `kvm_invalidate_vncr_ipa` (nested.c, 7.3.4): what lies in a canonical range, or with null everything, goes from all vCPUs;
 * mmu_lock W. No reverse map is asked. Takes no step where nothing is valid.
 */
export function* kvm_invalidate_vncr_ipa(kvm: Kvm, vncr: Vncr, range: IpaRange | null): Task {
  lockdep_assert_held_write(kvm.mmu_lock);
  for (const tlb of vncr.tlbs) {
    const found = tlb.translation;
    if (found !== null && (range === null || overlaps(found.canonical, 1, range))) {
      yield* drop(vncr, tlb);
    }
  }
}

/** TLBI VAE2IS and its kin (`kvm_handle_s1e2_tlbi`, nested.c, 7.3.4); with null for the page, ALLE2IS. */
export function* kvm_handle_s1e2_tlbi(kvm: Kvm, va: number | null): Task {
  const { vncr_tlb_count, tlbs, el2 } = kvm.vncr!;
  const found = el2.entries.map(({ version }) => version);
  if ((yield* atomic_read(vncr_tlb_count)) !== 0) {
    yield* write_lock(kvm.mmu_lock);
    if (kvm.mutant !== "vncr-tlbi-no-seq") {
      yield* count(kvm.mmu_invalidate_seq, 1);
    }
    for (const tlb of tlbs) {
      if (tlb.translation !== null && (va === null || tlb.translation.va === va)) {
        yield* drop(kvm.vncr!, tlb);
      }
    }
    yield* write_unlock(kvm.mmu_lock);
  }
  el2.retired = el2.retired.map((old, page) => (va === null || va === page ? Math.max(old, found[page]!) : old));
  kvm.world.emit("vncr_tlbi_return", { va });
}

/** mmu_lock W. */
export function* drop({ vncr_tlb_count }: Vncr, tlb: VncrTlb): Task {
  yield* invalidate_vncr(tlb);
  yield* atomic_dec(vncr_tlb_count);
}
