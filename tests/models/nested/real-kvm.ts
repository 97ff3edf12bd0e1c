import { configOf } from "../../../models/nested/scenario/config.ts";
import type { NestedDesign, S2Fault } from "../../../models/nested/reverse-map.ts";
import type { ShadowMmu } from "../../../models/nested/mmu/s2-mmu.ts";
import { Kvm } from "../../../models/nested/state.ts";
import { type Geometry, geometryOf } from "../../../models/stage2/geometry.ts";
import type { World } from "../../../src/core/world.ts";
import { reads, scenarioOf, vcpu } from "./scenarios.ts";

/** 4K pages, 52 bits; one chunk over all, so that every unmap of a range is one piece. */
export const oneChunk: Geometry = { ...geometryOf("4K", 52), chunk: 2 ** 52 };

const scenario = scenarioOf({ failures: 1_000 }, vcpu(reads(0)));

/** A VM with real addresses for its reverse map; the rest of it, which a reverse map does not look at, stays tiny. */
export function realKvm(world: World, design: NestedDesign, geometry: Geometry = oneChunk): Kvm {
  const kvm = new Kvm(world, configOf(scenario), design);
  Object.defineProperty(kvm, "geometry", { value: geometry });
  world.allocations.clear();
  for (const mmu of kvm.nested_mmus) {
    mmu.revmap = design.reverse_map.init(kvm, mmu);
  }
  return kvm;
}

export const shadow = (kvm: Kvm): ShadowMmu => kvm.nested_mmus[0]!;

/** A fault that has just mapped this, with stage-2 on. */
export function faultAt(kvm: Kvm, canonical: number, nested_ipa: number, size: number): S2Fault {
  const nested = { output: canonical, size, perm: 0 };
  return { vcpu: kvm.vcpus[0]!, nested, canonical, nested_ipa, size, relaxed: false, replaced: false };
}
