import { wideIn } from "../../../../src/conform/decode.ts";
import type { Handlers } from "../kinds.ts";
import type { Kvm } from "./kvm.ts";

const CONTEXT = /^L1 v=(\d+) SETCTX vttbr=0x([\da-f]+) vtcr=0x[\da-f]+ hcr=0x([\da-f]+)/;

/** Faults of guests, and what they find out on the way. */
export function faults(kvm: Kvm): Handlers {
  return {
    fault({ t, th, vcpu, mmu }) {
      const thread = kvm.thread(th);
      thread.vcpu = vcpu;
      thread.fault = {
        t,
        vcpu,
        mmu: kvm.mmu(mmu),
        ipa: Number.NaN,
        esr: 0,
        walk: null,
        sampledAt: t,
        gfn: Number.NaN,
        pfn: null,
        mapped: 0,
      };
    },
    fault_ipa({ th, ipa, esr }) {
      const { fault } = kvm.thread(th);
      if (fault !== null) {
        fault.ipa = ipa;
        fault.esr = esr;
      }
    },
    walk({ t, th, ipa, out, level, desc, r, w, ret }) {
      const { fault } = kvm.thread(th);
      if (fault !== null) {
        fault.walk = { t, ipa, out, level, desc, r, w, ret };
        fault.sampledAt = t;
      }
    },
    faultin_start({ t, th, gfn }) {
      const { fault } = kvm.thread(th);
      if (fault !== null) {
        fault.sampledAt = t;
        fault.gfn = gfn;
      }
    },
    faultin({ t, th, gfn, pfn }) {
      const { fault } = kvm.thread(th);
      if (fault !== null) {
        // Without the event of its start, all that is sure is that the count was sampled before it ended.
        fault.sampledAt = fault.gfn === gfn ? fault.sampledAt : t;
        fault.gfn = gfn;
        fault.pfn = pfn;
      }
    },
    fault_ret: ({ th }) => void (kvm.thread(th).fault = null),
    mark({ t, th, s }) {
      kvm.guests.mark(t, th, s);
      const [, vcpu, vttbr, hcr] = CONTEXT.exec(s) ?? [];
      if (vcpu !== undefined) {
        kvm.contexts.set(Number(vcpu), { vttbr: wideIn(vttbr!), vm: Number.parseInt(hcr!.at(-1)!, 16) % 2 === 1 });
      }
    },
  };
}
