import type { World } from "../../../src/core/world.ts";
import { valueAt } from "../../../src/scenario/domain.ts";
import type { Value } from "../../../src/scenario/scenario.ts";
import type { Geometry } from "../../stage2/geometry.ts";
import { configOf, settings } from "../scenario/config.ts";
import type { NestedDesign } from "../reverse-map.ts";
import { Kvm } from "../state.ts";

/** Where VMMs put the memory of a guest (QEMU, hw/arm/virt.c); aligned to every block size. */
export const RAM_BASE = 2 ** 30;

/**
 * A VM with addresses of real size. Guest tables, host and memslots, which the calls of a cost workload do not read, stay
 * those of the tiny geometry.
 */
export class SizedKvm extends Kvm {
  override readonly geometry: Geometry;

  /** `shadows` of them are valid, each for a VM of L1 of its own. mmu_lock may be dropped, so that every offer is a step. */
  constructor(world: World, design: NestedDesign, geometry: Geometry, shadows: number) {
    super(world, configOf({ settings: { ...simplest(), shadows, yields: 1 }, tasks: VCPU }), design);
    this.geometry = geometry;
    this.nested_mmus.forEach((mmu, vm) => {
      mmu.valid = true;
      mmu.tlb_vttbr = vm;
      mmu.vmid = vm;
      mmu.nested_stage2_enabled = true;
      mmu.revmap = design.reverse_map.init(this, mmu);
    });
  }
}

const VCPU = [{ role: "vcpu", commands: [] }];

function simplest(): Record<string, Value> {
  return Object.fromEntries(Object.entries(settings).map(([name, domain]) => [name, valueAt(domain, 0)]));
}
