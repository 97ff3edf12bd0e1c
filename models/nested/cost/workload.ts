import type { Task } from "../../../src/core/task.ts";
import type { Experiment, Machine, Workload } from "../../../src/cost/cost-model.ts";
import type { Axis, Point } from "../../../src/cost/law.ts";
import type { Geometry } from "../../stage2/geometry.ts";
import type { NestedDesign } from "../reverse-map.ts";
import type { Kvm } from "../state.ts";
import type { Bench } from "./calls.ts";
import { counted } from "./counted-map.ts";
import { geometryFor, stepsAxis, stepsOf, withSteps } from "./machine.ts";
import { Meter } from "./meter.ts";
import { SizedKvm } from "./sized-kvm.ts";

interface Description {
  readonly name: string;
  readonly title: string;
  readonly event: string;
  /** VMs of L1, each with a shadow. */
  readonly shadows?: number;
  /** Without that of the address space. */
  readonly axes: readonly Axis[];
  readonly sizeOf: (machine: Machine, gib: number) => Point;
  /** All that happens, in one task; `sizes` are those of `axes`. */
  readonly run: (bench: Bench, sizes: Point) => Task;
}

export function workload({ shadows = 1, axes, sizeOf, run, ...texts }: Description): Workload<NestedDesign> {
  return {
    ...texts,
    axes: (machine) => [...axes, stepsAxis(machine)],
    sizeOf: (machine, gib) => [...sizeOf(machine, gib), stepsOf(machine)],
    experiment(design, machine, at, random) {
      const geometry = geometryFor(withSteps(machine, at.at(-1)!));
      return experiment(texts.name, design, geometry, shadows, (kvm, meter) => run({ kvm, meter, random }, at));
    },
  };
}

/** One task on a VM of this size. */
export function experiment(
  name: string,
  design: NestedDesign,
  geometry: Geometry,
  shadows: number,
  run: (kvm: Kvm, meter: Meter) => Task,
): Experiment {
  const meter = new Meter();
  const watched = counted(design, meter);
  return {
    program: {
      name: `${name} on ${design.name}`,
      setup(world) {
        const kvm = new SizedKvm(world, watched, geometry, shadows);
        meter.mmu_lock = kvm.mmu_lock;
        return kvm;
      },
      tasks: [{ name, run: (kvm) => run(kvm as Kvm, meter) }],
      claims: [],
    },
    performed: (op) => meter.performed(op),
    counts: () => meter.counts,
  };
}
