import { GUEST, SeveralCpus } from "../../models/tlb-vmid/cpus.ts";
import { prefetch } from "../../models/tlb-vmid/guest.ts";
import type { Walked } from "../../models/tlb-vmid/guest.ts";
import type { AnyModel } from "../../src/check/catalogue.ts";
import type { Op } from "../../src/core/op.ts";
import type { Task, TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { tablesOf } from "./tables.ts";

/** CPUs with TLBs that act; what TLBs may hold; the order of the steps on each entry. */
export const ORACLES = ["a", "b", "c"] as const;
export type Oracle = (typeof ORACLES)[number];

/** Tables and CPUs of one run, for the CPU that walks on its own. */
const walked = new WeakMap<object, Walked>();

/** The model with one of the oracles and no other; with (a), a CPU besides that walks for the pages of `walks` in turn. */
export function attach(model: AnyModel, oracle: Oracle, walks: readonly number[]): AnyModel {
  const background = model.background ?? [];
  return {
    ...model,
    setup: (world, scenario, design) => {
      const state = model.setup(world, scenario, design);
      turn(oracle, model.name, state as object, world, scenario);
      return state;
    },
    background:
      oracle === "a" ? [...background, { name: "a CPU", run: (state) => walkFor(state as object, walks) }] : background,
  };
}

function turn(oracle: Oracle, model: string, state: object, world: World, { tasks }: Scenario): void {
  const { pgt, ever, cpus, protocol, isToldOfSteps } = tablesOf(model, state);
  if (oracle === "a") {
    ever.retire();
    protocol.retire();
    walked.set(state, { world, mmu: pgt.mmu, mm_ops: pgt.mm_ops, pgt, cpus: cpus ?? cpusOf(pgt, tasks.length) });
  }
  if (oracle === "c" && !isToldOfSteps) {
    const { watcher } = world;
    const [root] = pgt.pgd!;
    protocol.watch(pgt);
    world.watcher = {
      step(op: Op, task: TaskState, result: unknown, at: World): void {
        watcher?.step(op, task, result, at);
        // Where the VMID goes out of use, the model says so to what it has of (b).
        if (!ever.reaches(root!)) {
          protocol.retire();
        }
        protocol.step(op, task, result);
      },
    };
  }
}

/** One for each task of the scenario, one for what is in the background, and one that walks on its own. */
function cpusOf(pgt: Walked["pgt"], tasks: number): SeveralCpus {
  const { mmu, mm_ops } = pgt;
  const vmids = Array.from({ length: tasks + 2 }, () => GUEST);
  const cpus = new SeveralCpus(mmu, mm_ops.geometry, mm_ops.quirks, vmids);
  mmu.cpus = cpus;
  return cpus;
}

function* walkFor(state: object, walks: readonly number[]): Task {
  const tables = walked.get(state)!;
  for (const ia of walks) {
    yield* prefetch(tables, ia, tables.cpus.cpus.length - 1);
  }
}
