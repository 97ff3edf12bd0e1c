import type { Kind } from "./kinds.ts";

const BOTH = [
  ["rlock", "runlock"],
  ["wlock", "wunlock"],
  ["map", "map_ret"],
  ["relax", "relax_ret"],
  ["split", "split_ret"],
  ["unmap_range", "unmap_range_ret"],
  ["wp_range", "wp_range_ret"],
  ["pte_break", "pte_make"],
  ["mn_start", "mn_start_ret"],
  ["mn_start", "mn_end"],
  ["notifier_unmap", "notifier_unmap_ret"],
  ["notifier_unmap", "inv_end"],
  ["nested_unmap", "nested_unmap_ret"],
  ["nested_wp", "nested_wp_ret"],
  ["fault", "fault_ipa"],
  ["fault", "fault_ret"],
  ["by_vmid", "by_vmid_ret"],
  ["tlbi_ipa", "tlbi_size"],
  ["load", "put"],
] as const satisfies readonly (readonly [Kind, Kind])[];

/** Where the first kind happens, the second does too: calls and what they call, locks and their releases. */
export const companions: readonly (readonly [Kind, Kind])[] = [
  ...BOTH,
  ...BOTH.map(([first, second]) => [second, first] as const),
  ["map", "rlock"],
  ["map", "fault"],
  ["map", "faultin"],
  ["unmap_range", "wlock"],
  ["pte_unmap", "unmap_range"],
  ["notifier_unmap", "mn_start"],
  ["notifier_unmap", "unmap_range"],
  ["nested_unmap", "unmap_range"],
  ["nested_wp", "wp_range"],
  ["tlbi_ipa", "unmap_range"],
  ["tlbi_ipa", "by_vmid"],
  ["pte_split", "split"],
];
