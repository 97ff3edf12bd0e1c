import { isReady, perform } from "./bare-op.ts";
import type { BareOp, BareTask } from "./bare-op.ts";
import type { Subject } from "./subject.ts";

/** Hoisted generator functions and fresh state, no engine. */
export interface BareProgram<S> {
  readonly setup: () => S;
  readonly tasks: readonly ((state: S) => BareTask)[];
  readonly failed: (state: S) => boolean;
}

/** The bound: resumes generators at random and does nothing else. No choice is recorded, nothing is checked on the way. */
export function bareSubject<S>(program: BareProgram<S>): Subject {
  const { setup, tasks, failed } = program;
  const bodies: BareTask[] = [];
  const pending: (BareOp | null)[] = [];
  const enabled: number[] = [];
  let random = 1;

  const executeOnce = (): boolean => {
    const state = setup();
    for (let i = 0; i < tasks.length; i++) {
      bodies[i] = tasks[i]!(state);
      pending[i] = advance(bodies[i]!);
    }
    for (;;) {
      let count = 0;
      for (let i = 0; i < tasks.length; i++) {
        const op = pending[i] ?? null;
        if (op !== null && isReady(op)) {
          enabled[count++] = i;
        }
      }
      if (count === 0) {
        return failed(state);
      }
      let next = enabled[0]!;
      if (count > 1) {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        next = enabled[Math.floor(((random >>> 0) * count) / 4_294_967_296)]!;
      }
      const op = pending[next]!;
      perform(op);
      if (op.done) {
        pending[next] = advance(bodies[next]!);
      }
    }
  };

  return {
    name: "bare yield* loop, no engine",
    run(executions, seed) {
      random = Math.imul(seed, 2_654_435_761) | 1;
      let failures = 0;
      for (let i = 0; i < executions; i++) {
        failures += executeOnce() ? 1 : 0;
      }
      return failures;
    },
  };
}

function advance(body: BareTask): BareOp | null {
  const result = body.next();
  return result.done === true ? null : result.value;
}
