/**
 * I20. At every step mmu_invalidate_in_progress ≥ 0 and mn_active_invalidate_count ≥ 0; when every task has ended both are 0: each
 * start has had one end.
 */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import type { Counter } from "../models/fault-notifier/counter.ts";
import type { Vm } from "../models/fault-notifier/state.ts";
import { property } from "../src/scenario/property.ts";

const counts = ({ in_progress, mn_active }: Vm): readonly Counter[] => [in_progress, mn_active];

function first(vm: Vm, isWrong: (count: number) => boolean): string | null {
  const wrong = counts(vm).find(({ peek }) => isWrong(peek));
  return wrong === undefined ? null : `${wrong.label} is ${wrong.peek}`;
}

export default property({
  name: "notifier-balance",
  statement: "every invalidation that is counted when it begins is counted when it ends",
  model: faultNotifier,
  claim: {
    always: (vm) => first(vm, (count) => count < 0),
    finally: (vm) => first(vm, (count) => count !== 0),
  },
  exercised: ["a change of the slots waited for a notifier"],
});
