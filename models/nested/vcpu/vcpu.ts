import type { DirtyBitmap } from "../host/dirty-bitmap.ts";
import type { Kvm } from "../state.ts";
import type { S2Mmu, ShadowMmu } from "../mmu/s2-mmu.ts";

/** What L1 has in VTTBR_EL2 and HCR_EL2.VM when it enters L2. */
export interface Context {
  readonly title: string;
  readonly vttbr: number;
  readonly vmid: number;
  readonly stage2: boolean;
}

export const CONTEXTS: readonly Context[] = [
  { title: "VM 0", vttbr: 0, vmid: 0, stage2: true },
  { title: "VM 1", vttbr: 1, vmid: 1, stage2: true },
  { title: "VM 0 with stage-2 off", vttbr: 0, vmid: 0, stage2: false },
];

/** `struct kvm_vcpu` as far as stage 2 goes. */
export class Vcpu {
  context: Context;
  /** The table that the CPU walks; null between put and load. */
  hw_mmu: S2Mmu | null = null;
  /** KVM_REQ_NESTED_S2_UNMAP. */
  unmap_requested = false;
  /** That of the slot which the fault at hand has looked up. */
  dirty_bitmap: DirtyBitmap | null = null;
  /** Where the slot that its fault found has the page in the VMM's memory. */
  hva = 0;
  /** For claims: what a hook of the reverse map returned in the fault at hand. */
  tracking_error = 0;

  /** vCPUs that run L2 begin on shadow 0, L1's own on the canonical table; host tasks have none. */
  constructor(kvm: Kvm, role: string, context: number) {
    this.context = CONTEXTS[context]!;
    if (role === "vcpu") {
      const first = kvm.nested_mmus[0]!;
      retag(first, this.context);
      first.refcnt.peek++;
      kvm.nested_mmus_next = 1 % kvm.nested_mmus.length;
      this.hw_mmu = first;
    } else if (role === "l1") {
      this.hw_mmu = kvm.mmu;
    }
  }
}

/** Gives a slot to a context; mmu_lock W, but for the beginning. */
export function retag(mmu: ShadowMmu, context: Context): void {
  mmu.valid = true;
  mmu.tlb_vttbr = context.vttbr;
  mmu.vmid = context.vmid;
  mmu.nested_stage2_enabled = context.stage2;
}
