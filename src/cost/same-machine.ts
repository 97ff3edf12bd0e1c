import type { Machine } from "./cost-model.ts";

export const isOn = (one: Machine, machine: Machine): boolean =>
  one.granule === machine.granule && one.bits === machine.bits;
