import type { KnobValues } from "../../src/scenario/knob-design.ts";

export interface VmidKnobs {
  /** How VMIDs are given: from a bitmap, those in use kept over a rollover; or counted up, all of them anew after one. */
  readonly allocator: "bitmap" | "counter";
  /** Of the bitmap: how a CPU says which VMID it is about to use, without the lock. */
  readonly activate: "cmpxchg" | "store";
  /** Of the bitmap: when a VM gets its VMID, before VTTBR_EL2 is loaded or after. */
  readonly bind: "beforeLoad" | "afterLoad";
  /** Of the counter: whether the generation of a VM is written after its VTTBR or before. */
  readonly publish: "last" | "first";
}

export const VMID_KNOBS: KnobValues<VmidKnobs> = {
  allocator: ["bitmap", "counter"],
  activate: ["cmpxchg", "store"],
  bind: ["beforeLoad", "afterLoad"],
  publish: ["last", "first"],
};

/** Linux 7.3.4. */
export const LINUX: VmidKnobs = { allocator: "bitmap", activate: "cmpxchg", bind: "beforeLoad", publish: "last" };
