import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";
import { spin_lock, spin_unlock, Spinlock } from "../../../src/kernel/spinlock.ts";

export interface Pair {
  readonly slots_lock: Mutex;
  readonly ma_lock: Spinlock;
  readonly kvm_lock: Mutex;
}

function* oneWay({ slots_lock, kvm_lock }: Pair): Task {
  yield* mutex_lock(slots_lock);
  yield* mutex_lock(kvm_lock);
  yield* mutex_unlock(kvm_lock);
  yield* mutex_unlock(slots_lock);
}

function* otherWay({ slots_lock, kvm_lock }: Pair): Task {
  yield* mutex_lock(kvm_lock);
  yield* mutex_lock(slots_lock);
  yield* mutex_unlock(slots_lock);
  yield* mutex_unlock(kvm_lock);
}

function* sleepy({ ma_lock, kvm_lock }: Pair): Task {
  yield* mutex_lock(kvm_lock);
  yield* mutex_unlock(kvm_lock);
  yield* spin_lock(ma_lock);
  yield* mutex_lock(kvm_lock);
  yield* mutex_unlock(kvm_lock);
  yield* spin_unlock(ma_lock);
}

function program(name: string, tasks: Program<Pair>["tasks"]): Program<Pair> {
  return {
    name,
    setup: (world) => ({
      slots_lock: new Mutex(world, "slots_lock"),
      ma_lock: new Spinlock(world, "ma_lock"),
      kvm_lock: new Mutex(world, "kvm->lock"),
    }),
    tasks,
    claims: [],
  };
}

export const crossed = program("crossed locks", [
  { name: "vCPU 0", run: oneWay },
  { name: "vCPU 1", run: otherWay },
]);

export const sleeper = program("sleeper", [{ name: "notifier", run: sleepy }]);
