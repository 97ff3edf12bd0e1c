import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { effectsOf, leavesOf, printLeaves } from "./leaf-map.ts";
import type { Effect, LeafMap, LeafOp } from "./leaf-map.ts";

/** A call that changes leaves, when it began and ended, and what it returned. */
interface Call {
  readonly op: LeafOp;
  readonly begun: number;
  ended: number;
  ret: number;
}

/** The calls of a run, for claims: whether their outcome is that of some sequential order of them. */
export class History {
  readonly #start: LeafMap;
  readonly #calls: Call[] = [];
  #now = 0;

  /** In the setup of a run. */
  constructor(pgt: KvmPgtable) {
    this.#start = leavesOf(pgt);
  }

  begin(op: LeafOp): Call {
    const call = { op, begun: this.#now++, ended: Number.POSITIVE_INFINITY, ret: 0 };
    this.#calls.push(call);
    return call;
  }

  end(call: Call, ret: number): void {
    call.ended = this.#now++;
    call.ret = ret;
  }

  /**
   * Null if the leaves of the table are what the effects of the calls make of those at the beginning, one after the other in an order
   * in which none comes before one of a call that had ended when its own began (Herlihy and Wing 1990); otherwise one sentence.
   */
  judge(pgt: KvmPgtable): string | null {
    const end = leavesOf(pgt);
    const calls = this.#calls.toSorted((a, b) => a.ended - b.ended);
    const steps = calls.flatMap(stepsOf);
    if (isAsEnded(this.#start, steps, end) || hasOrder(this.#start, steps, String(end), new Set())) {
      return null;
    }
    const done = calls.length === 0 ? "no call" : `no order of ${calls.map(printCall).join(", ")}`;
    return `in the end there is ${printLeaves(end)}, to which ${done} leads from ${printLeaves(this.#start)}`;
  }
}

const printCall = ({ op: { kind, ia, pages }, ret }: Call): string =>
  `${kind} of page ${ia}${pages === 1 ? "" : ` to ${ia + pages - 1}`}${ret === 0 ? "" : ` (${ret})`}`;

interface Step {
  readonly call: Call;
  readonly effect: Effect;
}

const stepsOf = (call: Call): Step[] => effectsOf(call.op, call.ret).map((effect) => ({ call, effect }));

/** Whether each call took effect when it ended, as most do. */
function isAsEnded(start: LeafMap, steps: readonly Step[], end: LeafMap): boolean {
  let map = start;
  for (const { effect } of steps) {
    map = effect(map)[0]!;
  }
  return map.every((leaf, ia) => leaf === end[ia]);
}

/** Depth first, what ended first first. */
function hasOrder(map: LeafMap, left: readonly Step[], end: string, tried: Set<string>): boolean {
  const [first] = left;
  if (first === undefined) {
    return String(map) === end;
  }
  const state = `${String(map)}/${left.map(({ call }) => call.begun).join(" ")}`;
  if (tried.has(state)) {
    return false;
  }
  tried.add(state);
  return left.some((step, i) => {
    const { call, effect } = step;
    const isNext = call.begun < first.call.ended && left[i - 1]?.call !== call;
    return isNext && effect(map).some((next) => hasOrder(next, left.toSpliced(i, 1), end, tried));
  });
}
