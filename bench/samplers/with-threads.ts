import { Op, READ } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Claim, Program } from "../../src/core/program.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";

interface Main<S> {
  readonly world: World;
  readonly inner: S;
  readonly threads: Shared;
  readonly own: Cell<number>;
}

const CREATE: OpKind = {
  name: "pthread_create",
  access: READ,
  ready: null,
  perform: (op) => void op.object.world.spawn(op.a as string, op.b as Task),
  describe: (op) => `pthread_create(${String(op.a)})`,
};

/**
 * The same program where its first task creates the others in order, each with one step after `steps` private ones: what
 * tools see of C programs, whose pthread_create and loop counters are scheduled too.
 */
export function withThreads<S>(program: Program<S>, steps: number): Program<Main<S>> {
  function* main(state: Main<S>): Task {
    for (const task of program.tasks) {
      for (let i = 0; i < steps; i++) {
        yield* WRITE_ONCE(state.own, i);
      }
      yield* new Op<void>(CREATE, state.threads, task.name, task.run(state.inner));
    }
  }
  return {
    name: program.name,
    setup: (world) => ({
      world,
      inner: program.setup(world),
      threads: new Shared(world, "threads"),
      own: cell(world, "own", 0),
    }),
    tasks: [{ name: "main", run: main }],
    claims: program.claims.map((claim) => lift(claim)),
  };
}

/** Programs here judge the end only. */
function lift<S>({ name, finally: end }: Claim<S>): Claim<Main<S>> {
  return end === undefined ? { name } : { name, finally: (state, world) => end(state.inner, world) };
}
