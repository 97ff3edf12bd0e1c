import { Execution } from "../../../src/core/execution.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { rcu_barrier, Rcu } from "../../../src/kernel/rcu.ts";
import { RwLock } from "../../../src/kernel/rwlock.ts";
import { Allocator } from "../../../src/kernel/slab.ts";
import { standardOracles } from "../../../src/oracles/standard.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";
import { kvm_pgtable_stage2_destroy } from "../../../models/pgtable/destroy.ts";
import { EverValid } from "../../../models/pgtable/ever-valid.ts";
import { stage2_free_unlinked_table } from "../../../models/pgtable/free-unlinked.ts";
import type { PageGeometry } from "../../../models/pgtable/geometry.ts";
import { kvm_mmu_free_memory_cache, KvmMmuMemoryCache } from "../../../models/pgtable/memory-cache.ts";
import { kvm_pte_follow, MmOps } from "../../../models/pgtable/mm-ops.ts";
import type { FreeUnlinked } from "../../../models/pgtable/mm-ops.ts";
import { kvm_pgtable_stage2_init, KvmS2Mmu } from "../../../models/pgtable/pgtable.ts";
import type { CpuCaps, KvmPgtable } from "../../../models/pgtable/pgtable.ts";
import { kvm_pte_table, stage2_pte_is_counted } from "../../../models/pgtable/pte.ts";
import { TablePage } from "../../../models/pgtable/table-page.ts";

const PAGES_EACH = 3;

/** A guest whose stage 2 several tasks walk, each with a full cache of its own. */
export class Vm {
  readonly world: World;
  readonly rcu: Rcu;
  readonly mmu_lock: RwLock;
  readonly pgt: KvmPgtable;
  readonly caches: readonly KvmMmuMemoryCache[];
  /** What the call of each task answered. */
  readonly answers: (number | boolean)[] = [];
  readonly tlb: EverValid;
  /** Tasks that have not ended. */
  left: number;

  constructor(world: World, geometry: PageGeometry, tasks: number, free: FreeUnlinked, caps: CpuCaps, tlb: EverValid) {
    this.world = world;
    this.tlb = tlb;
    this.rcu = new Rcu(world);
    this.mmu_lock = new RwLock(world, "mmu_lock");
    const mm_ops = new MmOps(world, geometry, new Allocator(world), this.rcu, free);
    this.pgt = kvm_pgtable_stage2_init(new KvmS2Mmu(world, caps), mm_ops);
    this.caches = Array.from({ length: tasks }, (_, i) => filled(new KvmMmuMemoryCache(mm_ops, `cache${i}`)));
    this.left = tasks;
    tlb.watch(this.pgt);
  }
}

function filled(mc: KvmMmuMemoryCache): KvmMmuMemoryCache {
  const { world, geometry } = mc.mm_ops;
  for (; mc.nobjs.peek < PAGES_EACH; mc.nobjs.peek++) {
    const page = new TablePage(world, geometry, 0);
    world.allocations.add(page);
    mc.objects.push(page);
  }
  return mc;
}

export type Call = (vm: Vm, mc: KvmMmuMemoryCache) => Task<number | boolean>;

export interface Meeting {
  readonly geometry: PageGeometry;
  /** Made one after the other before the others begin. */
  readonly before?: readonly Call[];
  /** Each a task of its own. */
  readonly calls: readonly Call[];
  readonly free?: FreeUnlinked;
  readonly caps?: CpuCaps;
  /** Preemptions; default 2. */
  readonly bound?: number;
}

/** What all schedules of a meeting with few preemptions do, up to the free of the last table. */
export interface Met {
  /** The first message of each claim. */
  readonly broken: Readonly<Record<string, string>>;
  /** Answers of the calls, in their order; sorted. */
  readonly answers: readonly string[];
  readonly runs: number;
}

export function meet({ geometry, before = [], calls, free, caps, bound = 2 }: Meeting): Met {
  const tlb = new EverValid();
  const execution = new Execution<Vm>(
    {
      name: "meeting",
      setup: (world) =>
        new Vm(
          world,
          geometry,
          calls.length,
          free ?? stage2_free_unlinked_table,
          caps ?? { fwb: true, tlbirange: true, xnx: false },
          tlb,
        ),
      tasks: [
        {
          name: "first",
          *run(vm) {
            for (const call of before) {
              yield* call(vm, vm.caches[0]!);
            }
            for (const [i, call] of calls.entries()) {
              vm.world.spawn(`call ${i}`, runCall(vm, call, i));
            }
          },
        },
      ],
      claims: [],
    },
    { stopAtViolation: false, maxSteps: 1_000_000, observers: [...standardOracles(), tlb] },
  );
  const strategy = preemptionBounded({ maxBound: bound });
  const broken: Record<string, string> = {};
  const answers = new Set<string>();
  let runs = 0;
  for (; strategy.begin(); runs++) {
    const outcome = execution.run(strategy);
    strategy.end?.(execution.violations.length > 0);
    if (outcome.kind === "crashed") {
      broken["crash"] ??= outcome.reason;
    }
    if (outcome.kind === "passed") {
      answers.add(execution.state.answers.join(" "));
    }
    for (const { claim, message } of execution.violations) {
      broken[claim] ??= message;
    }
  }
  return { broken, answers: [...answers].toSorted(), runs };
}

function* runCall(vm: Vm, call: Call, i: number): Task {
  vm.answers[i] = yield* call(vm, vm.caches[i]!);
  if (--vm.left === 0) {
    yield* judgeAndTearDown(vm);
  }
}

function* judgeAndTearDown(vm: Vm): Task {
  yield* rcu_barrier(vm.rcu);
  const message = miscounted(vm.pgt);
  if (message !== null) {
    vm.world.fail("refcount", message);
  }
  vm.tlb.retire();
  yield* kvm_pgtable_stage2_destroy(vm.pgt);
  for (const mc of vm.caches) {
    yield* kvm_mmu_free_memory_cache(mc);
  }
}

/** A table that does not have one reference for itself and one for each entry, or null. */
function miscounted({ pgd, start_level, mm_ops }: KvmPgtable): string | null {
  function judge(page: TablePage, level: number): string | null {
    const used = page.entries.filter(({ peek }) => stage2_pte_is_counted(peek));
    if (page.count !== 1 + used.length) {
      return `${page.label} has ${used.length} entries and a count of ${page.count}`;
    }
    const tables = used.filter(({ peek }) => kvm_pte_table(peek, level));
    return (
      tables.map(({ peek }) => judge(kvm_pte_follow(mm_ops, peek), level + 1)).find((text) => text !== null) ?? null
    );
  }
  return pgd?.map((page) => judge(page, start_level)).find((text) => text !== null) ?? null;
}
