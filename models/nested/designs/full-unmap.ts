import type { NestedDesign, ReverseMap } from "../reverse-map.ts";
import { unmap_shadow } from "../mmu/unmap.ts";

/** `kvm_nested_s2_unmap` (nested.c, 7.3.4): nothing is remembered, so every notifier empties every shadow. */
const reverse_map: ReverseMap<null> = {
  init: () => null,
  all_vncr: true,
  unmap_canonical: (kvm, mmu, _range, may_block) => unmap_shadow(kvm, mmu, may_block),
  entries: () => [],
  broken: () => true,
};

export const fullUnmap: NestedDesign = {
  name: "full-unmap",
  title: "no reverse map: a notifier unmaps every shadow in full (Linux 7.3.4)",
  breaks: ["exactness", "precision", "recovery", "strict-precision"],
  flaws: [],
  mend: () => fullUnmap,
  reverse_map,
};
