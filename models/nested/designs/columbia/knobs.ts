/** What the code of 2017 does, which comes first, and what mends it. */
export const COLUMBIA_KNOBS = {
  /** What tells the record of a leaf that goes from others of its page: the L2 IPA, or the shadow too. */
  search: ["l2Ipa", "l2IpaAndMmu"],
  /** A head that holds nothing: its L2 IPA is 0, or something says so beside it. */
  empty: ["zero", "flag"],
  /** What a fault does about the record of a leaf that its own replaces. */
  replacedLeaf: ["keep", "clear"],
  /** A permission fault sets the entry anew and adds a record, or does not. */
  permissionFault: ["add", "skip"],
  /** A block is found by the head of its first page alone, or by each of its pages. */
  blockLookup: ["firstPage", "anyPage"],
  /** How far an unmap goes on after a head: as far as the last mapping in it was long, or a page. */
  step: ["mappingSize", "page"],
} as const;

export type ColumbiaKnobs = { readonly [K in keyof typeof COLUMBIA_KNOBS]: (typeof COLUMBIA_KNOBS)[K][number] };
