import type { Wide } from "../../../../src/conform/vocabulary.ts";
import type { Handlers } from "../kinds.ts";
import type { Kvm } from "./kvm.ts";
import type { Mmu } from "./mmu.ts";

export const sameTags = (mmu: Mmu, vttbr: Wide, vm: boolean): boolean =>
  mmu.vttbr !== null && mmu.vm === vm && mmu.vttbr.low === vttbr.low && mmu.vttbr.top === vttbr.top;

/** Which MMU a vCPU runs on, and whose it is. */
export function shadows(kvm: Kvm): Handlers {
  return {
    lookup({ th, mmu }) {
      kvm.thread(th).lookup = mmu === null ? null : kvm.mmu(mmu);
    },
    load({ th, vcpu, mmu: name, vmid, vttbr, vm, pend }) {
      if (vmid === 0 && kvm.mmu(name).canonical && kvm.mmu(name).vmid > 0) {
        // A canonical MMU without a VMID belongs to a new VM; nothing is told of how the one before ended.
        kvm.forget();
      }
      const thread = kvm.thread(th);
      const mmu = kvm.mmu(name);
      thread.vcpu = vcpu;
      if (mmu.vttbr === null) {
        // Nobody has run on an MMU without a VMID, so its table is still empty.
        mmu.known = vmid === 0;
      } else if (thread.lookup === null && !mmu.canonical) {
        kvm.retag(mmu);
      }
      mmu.vttbr = vttbr;
      mmu.vm = vm;
      mmu.pending = pend;
      if (vmid !== 0 || mmu.vmid < 0) {
        mmu.vmid = vmid;
      }
      mmu.users.add(vcpu);
      thread.loaded = mmu;
      thread.kept = null;
      thread.lookup = undefined;
    },
    put({ th, vcpu, mmu: name, sched }) {
      const thread = kvm.thread(th);
      const mmu = kvm.mmu(name);
      mmu.users.delete(vcpu);
      thread.loaded = null;
      thread.kept = sched ? { mmu, tenancy: mmu.tenancy } : null;
    },
    tlbi_ipa: ({ th, mmu }) => void kvm.thread(th).tlbi?.visited.add(kvm.mmu(mmu)),
    tlbi_range: ({ th, mmu }) => void kvm.thread(th).tlbi?.visited.add(kvm.mmu(mmu)),
    /** Stage-1 TLBIs of L1 are issued for the shadow's VMID and change no table. */
    tf_s1e2({ th, mmu }) {
      if (mmu !== null) {
        kvm.thread(th).tlbi?.visited.add(kvm.mmu(mmu));
      }
    },
    by_vmid: ({ t, th, vmid }) => void (kvm.thread(th).tlbi = { t, vmid, visited: new Set(), ranges: [] }),
    by_vmid_ret({ t, th }) {
      const thread = kvm.thread(th);
      if (thread.tlbi !== null) {
        kvm.retire(thread.tlbi, t);
        thread.tlbi = null;
      }
    },
  };
}
