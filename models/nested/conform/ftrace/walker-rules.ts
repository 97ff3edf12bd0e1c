import { changeOf, enters, entryOf, mmuOf, number, type Rule, walkedIn } from "./rule.ts";

/** Calls that change page tables, and the walkers of single entries. */
export const walkerRules: Readonly<Record<string, Rule>> = {
  map: (line) => [
    "map",
    {
      mmu: enters(line),
      ipa: line.read("addr"),
      size: line.read("size"),
      pa: line.read("phys"),
      prot: line.read("prot"),
    },
  ],
  map_ret: ({ read }) => ["map_ret", { ipa: read("addr"), ret: number(read("ret")) }],
  relax: (line) => ["relax", { mmu: enters(line), ipa: line.read("addr"), prot: line.read("prot") }],
  relax_ret: ({ read }) => ["relax_ret", { ipa: read("addr"), ret: number(read("ret")) }],
  mkyoung: (line) => ["mkyoung", { mmu: enters(line), ipa: line.read("addr") }],
  split: (line) => ["split", { mmu: enters(line), ipa: line.read("addr"), size: line.read("size") }],
  split_ret: ({ read }) => ["split_ret", { ret: number(read("ret")) }],
  unmap: (line) => (enters(line), null),
  wrprot: (line) => (enters(line), null),
  unmap_range: (line) => [
    "unmap_range",
    {
      mmu: enters(line),
      start: line.read("start"),
      size: line.read("size"),
      may_block: number(line.read("may_block")),
    },
  ],
  unmap_range_ret: (line) => ["unmap_range_ret", { mmu: mmuOf(line) }],
  wp_range: (line) => ["wp_range", { mmu: enters(line), start: line.read("start"), end: line.read("end") }],
  wp_range_ret: (line) => ["wp_range_ret", { mmu: mmuOf(line) }],
  w_break: ({ read, context }) => ((context.old = read("old")), null),
  w_break_ret: (line) => ["pte_break", { ...entryOf(line), ok: number(line.read("ret")), old: line.context.old }],
  w_make: (line) => ["pte_make", { mmu: walkedIn(line), ...entryOf(line), pte: line.read("new") }],
  w_unmap_ret: (line) => ["pte_unmap", { mmu: walkedIn(line), ...changeOf(line) }],
  w_attr_ret: (line) => ["pte_attr", { mmu: walkedIn(line), ...changeOf(line) }],
  w_age: (line) => ["pte_age", changeOf(line)],
  w_split: (line) => ["pte_split", { ...changeOf(line), ret: number(line.read("ret")) }],
};
