import { hex } from "../../../stage2/leaf.ts";
import { allows, PX, UX } from "../../../stage2/perm.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { permOf } from "../state/pte.ts";
import type { Fault } from "../state/thread.ts";

/** Classes of the syndrome, and bits of it. */
const CLASS_UNIT = 2 ** 26;
const INSTRUCTION_ABORT = 0x20;
const WNR = 0x40;
const S1PTW = 0x80;
/** Bits 5:2 of the fault status: permission. */
const STATUS = 0x3c;
const PERMISSION = 0xc;

/**
 * ∀ stage-2 fault given to L1 in the fault of its guest at n: the walk of L1's tables from n ended in a fault, or the fault is one of
 * permission and L1's leaf does not give the right that was wanted. What a walk of the guest's own stage 1 wants is not judged.
 */
export const injection: NestedClaim = {
  name: "injection",
  says: "a fault is given to L1 only if its own tables do not allow the access",
  needs: ["walk", "inject", "fault_ipa"],
  watch(kvm, verdict) {
    return {
      before: {
        inject({ th }) {
          const { fault } = kvm.thread(th);
          if (fault === null || fault.walk === null || Number.isNaN(fault.ipa)) {
            return;
          }
          if (fault.walk.ret !== 0 || lacksRight(fault)) {
            verdict.held();
          } else {
            verdict.broken(
              `${th} gives L1 a fault at ${hex(fault.ipa)}, syndrome ${hex(fault.esr)}, which L1's own tables allow`,
            );
          }
        },
      },
    };
  },
};

function lacksRight({ esr, walk }: Fault): boolean {
  const { r, w, desc } = walk!;
  if ((esr & S1PTW) !== 0) {
    return true;
  }
  if ((esr & STATUS) !== PERMISSION) {
    return false;
  }
  if (Math.floor(esr / CLASS_UNIT) === INSTRUCTION_ABORT) {
    return !allows(permOf(desc), PX | UX) || !r;
  }
  return (esr & WNR) === 0 ? !r : !w;
}
