/**
 * I20. At every step mmu_invalidate_in_progress ≥ 0 and mn_active_invalidate_count ≥ 0; when every task has ended both are 0: each
 * start has had one end.
 */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import type { Counter } from "../models/fault-notifier/counter.ts";
import type { Vm } from "../models/fault-notifier/state.ts";
import { property } from "../src/scenario/property.ts";

const isBelow = ({ peek }: Counter): boolean => peek < 0;
const isLeft = ({ peek }: Counter): boolean => peek !== 0;

function wrong({ in_progress, mn_active }: Vm, isWrong: (count: Counter) => boolean): string | null {
  if (isWrong(in_progress)) {
    return `${in_progress.label} is ${in_progress.peek}`;
  }
  return isWrong(mn_active) ? `${mn_active.label} is ${mn_active.peek}` : null;
}

export default property({
  name: "notifier-balance",
  statement: "every invalidation that is counted when it begins is counted when it ends",
  model: faultNotifier,
  claim: {
    always: (vm) => wrong(vm, isBelow),
    finally: (vm) => wrong(vm, isLeft),
  },
  exercised: ["a change of the slots waited for a notifier"],
});
