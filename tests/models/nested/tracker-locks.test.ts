import { expect, test } from "vitest";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import type { NestedDesign, ReverseMap } from "../../../models/nested/reverse-map.ts";
import { unmap_shadow } from "../../../models/nested/mmu/unmap.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import lock from "../../../properties/lock.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Task } from "../../../src/core/task.ts";
import { explore } from "../../../src/explore/explore.ts";
import { RwLock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { spin_lock, spin_unlock, Spinlock } from "../../../src/kernel/spinlock.ts";
import { standardOracles } from "../../../src/oracles/standard.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";
import { claimOf } from "./claims.ts";
import { programFor, reads, scenarioOf, vcpu } from "./scenarios.ts";

/** Locks of a design: one for all shadows, one of each. */
interface Locks {
  readonly all: Spinlock;
  readonly own: RwLock;
}

/** Takes its locks in the order in which `record` does. */
function design(own: string, record: (locks: Locks, n: number) => Task): NestedDesign {
  const reverse_map: ReverseMap<Locks> = {
    init: ({ world }, { index }) => ({ all: new Spinlock(world, "rmap_lock"), own: new RwLock(world, own, index) }),
    *record(kvm: Kvm, mmu, { nested_ipa }) {
      const { all } = kvm.nested_mmus[0]!.revmap as Locks;
      yield* record({ all, own: mmu.revmap.own }, nested_ipa);
      return 0;
    },
    unmap_canonical: (kvm, mmu, _range, may_block) => unmap_shadow(kvm, mmu, may_block),
    entries: () => [],
    broken: () => true,
  };
  return { ...fullUnmap, reverse_map };
}

function* inner({ own }: Locks): Task {
  yield* write_lock(own);
  yield* write_unlock(own);
}

function* outer({ all, own }: Locks): Task {
  yield* spin_lock(all);
  yield* inner({ all, own });
  yield* spin_unlock(all);
}

function* either({ all, own }: Locks, n: number): Task {
  if (n === 3) {
    yield* outer({ all, own });
    return;
  }
  yield* write_lock(own);
  yield* spin_lock(all);
  yield* spin_unlock(all);
  yield* write_unlock(own);
}

const scenario = scenarioOf({ mappings: 2, n0: 3, c0: 5, n1: 9, c1: 6 }, vcpu(reads(3)), vcpu(reads(9)));

function broken(of: NestedDesign): string[] {
  const program = programFor(scenario, [claimOf(lock)], of);
  const claims = new Set(["lock", "lock-order"]);
  const execution = new Execution(program, { claims, stopAtViolation: false, observers: standardOracles() });
  return [...explore(execution, preemptionBounded({ maxBound: 1 }), { runs: 2_000 }).found.keys()];
}

test("a design may have a lock for all shadows, and others of any kind inside it", () => {
  expect(broken(design("rmap_rwlock", outer))).toEqual([]);
});

test("not with the name of the lock outside of it", () => {
  expect(broken(design("mmu_lock", inner))).toEqual(["lock"]);
});

test("nor in both orders", () => {
  expect(broken(design("rmap_rwlock", either))).toEqual(["lock-order"]);
});
