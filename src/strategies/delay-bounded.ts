import type { Strategy } from "../core/strategy.ts";
import { ChoiceTree } from "./choice-tree.ts";

export interface DelayBoundedOptions {
  /** Delays in one run at most; `Infinity` for all schedules. */
  readonly maxBound: number;
}

/**
 * All schedules without a delay, then all with one, and so on (Emmi, Qadeer, Rakamaric, POPL 2011), each once. Without a
 * delay tasks run in turn, each until it cannot go on; a delay passes over the task whose turn it is. With k delays and n
 * decisions there are about n^k / k! schedules however many tasks there are. Choices inside ops are branches too, 0 first,
 * and cost nothing.
 */
export function delayBounded({ maxBound }: DelayBoundedOptions): Strategy {
  const tree = new ChoiceTree(maxBound);
  /** The task that made the last step. */
  let last = -1;
  return {
    name: maxBound === Number.POSITIVE_INFINITY ? "delay" : `delay:${maxBound}`,
    begin() {
      last = -1;
      return tree.begin();
    },
    pick(enabled, count, current) {
      let turn = current;
      if (turn < 0) {
        // Whoever comes after the last one, around the ring.
        turn = 0;
        while (turn < count && enabled[turn]!.id <= last) {
          turn++;
        }
      }
      const delays = tree.delay(count);
      return delays < 0 ? -1 : (turn + delays) % count;
    },
    choose: (width) => tree.choose(width),
    performed(op) {
      last = op.task;
    },
    end: () => tree.turn(),
    get exhausted() {
      return tree.over;
    },
    get scope() {
      return tree.over && !tree.deeper ? "all schedules" : coveredBy(tree.over ? tree.level : tree.level - 1);
    },
  };
}

function coveredBy(bound: number): string {
  return bound < 0 ? "" : `delay bound ${bound}`;
}
