/**
 * What the baseline did before bugs in it were fixed; catalogue numbers are those of the flaws of designs/baseline-2024.ts. The
 * first value of each is what it did, the second what Linux 7.3.4 does.
 */
export const HISTORY = {
  /** nested_mmus is reallocated with config_lock alone, or grows under mmu_lock W. */
  growth: ["unlocked", "underW"],
  /** The shadows lie in the array and move with it, or have fixed addresses and the array points to them. */
  structs: ["moved", "fixed"],
  /** The array is freed as the shadows are flushed, from whichever side, or with the VM. */
  arrayFreed: ["byFlush", "withVm"],
  /** The canonical range of the VNCR translations that go with a full unmap: as large as the canonical table says, or all. */
  vncrRange: ["canonicalPgt", "all"],
  /** A recycled shadow is emptied in vcpu_load, or later, on a request of the vCPU. */
  recycleUnmap: ["inLoad", "onRequest"],
  /** The debugfs file of a shadow is made as a context gets it, under mmu_lock W, or before the shadow is published. */
  debugfs: ["underW", "beforePublish"],
  /** A dump of a table takes it for granted that it is there, or looks. */
  ptdump: ["trusting", "looks"],
  /** A shadow whose initialisation fails keeps a pointer to the table that was freed, or does not. */
  initError: ["leavesPgt", "clearsPgt"],
  /** Adding rights to a leaf writes its software bits anew, with the size of L1's leaf, or leaves them as they are. */
  relaxTag: ["overwrites", "keeps"],
} as const;

export type History = { readonly [K in keyof typeof HISTORY]: (typeof HISTORY)[K][number] };

export const LINUX_7_3_4: History = {
  growth: "underW",
  structs: "fixed",
  arrayFreed: "withVm",
  vncrRange: "all",
  recycleUnmap: "onRequest",
  debugfs: "beforePublish",
  ptdump: "looks",
  initError: "clearsPgt",
  relaxTag: "keeps",
};

export const BEFORE: History = {
  growth: "unlocked",
  structs: "moved",
  arrayFreed: "byFlush",
  vncrRange: "canonicalPgt",
  recycleUnmap: "inLoad",
  debugfs: "underW",
  ptdump: "trusting",
  initError: "leavesPgt",
  relaxTag: "overwrites",
};
