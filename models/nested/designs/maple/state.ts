import { cell } from "../../../../src/kernel/cell.ts";
import type { Cell } from "../../../../src/kernel/cell.ts";
import { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import type { ReverseEntry } from "../../../stage2/coverage.ts";
import type { Geometry } from "../../../stage2/geometry.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import { encodings } from "../encoding.ts";
import type { RevmapEncoding } from "../encoding.ts";
import type { MapleKnobs } from "./knobs.ts";

/** Words hold bytes. A geometry that counts pages is taken to count pages of 4K. */
const PAGE_SIZE = 4096;

/** What a tree is, besides its content: knobs and the unit of its keys. */
export class RevmapFormat {
  readonly knobs: MapleKnobs;
  readonly #encoding: RevmapEncoding;
  /** Bytes in one unit of the geometry. */
  readonly #unit: number;

  constructor({ page }: Geometry, knobs: MapleKnobs) {
    this.knobs = knobs;
    this.#encoding = encodings[knobs.valueEncoding];
    this.#unit = page < PAGE_SIZE ? PAGE_SIZE / page : 1;
  }

  encode(ipa: number | null): bigint {
    return this.#encoding.encode(ipa === null ? null : ipa * this.#unit);
  }

  /** The IPA in an entry, null for UNKNOWN_IPA. */
  decode(entry: bigint): number | null {
    const ipa = this.#encoding.decode(entry);
    return ipa === null ? null : ipa / this.#unit;
  }

  /** Whether an entry was removed by writing over it. */
  isRemoved(entry: bigint): boolean {
    return this.knobs.eraseAlloc === "never" && entry === this.#encoding.removed;
  }

  get removed(): bigint {
    return this.#encoding.removed;
  }

  entriesOf(tree: MapleTree): ReverseEntry[] {
    return tree.peek.flatMap(({ first, last, entry }) =>
      this.isRemoved(entry) ? [] : [{ start: first, size: last - first + 1, nested: this.decode(entry) }],
    );
  }
}

/** What v1 to v3 add to `struct kvm_s2_mmu`. */
export class NestedRevmap extends RevmapFormat {
  /** Canonical range to nested IPA. */
  readonly nested_revmap_mt: MapleTree;
  /** Nested range to canonical IPA. */
  readonly nested_direct_mt: MapleTree | null;
  /** Canonical range to the shadows that may have leaves for it: one for all, kept with the first. */
  readonly mmu_index_mt: MapleTree | null;
  /** The tree lacks an entry for want of memory. Set under mmu_lock R, reset under W. */
  readonly nested_revmap_broken: Cell<boolean>;
  /** Unmaps of everything, and TLBIs by address, that are under way in this shadow; under mmu_lock W. */
  full_unmaps = 0;
  tlbis = 0;
  /** The tree was emptied and the leaves were not all taken out yet; under mmu_lock W. */
  untracked = false;

  constructor(kvm: Kvm, mmu: ShadowMmu, knobs: MapleKnobs) {
    super(kvm.geometry, knobs);
    const { world, allocator } = kvm;
    this.nested_revmap_mt = new MapleTree(world, "nested_revmap_mt", allocator, 0, mmu.index);
    this.nested_direct_mt =
      knobs.directMap === "yes" ? new MapleTree(world, "nested_direct_mt", allocator, 0, mmu.index) : null;
    const isIndexed = knobs.mmuIndexTree === "yes" && mmu.index === 0;
    this.mmu_index_mt = isIndexed ? new MapleTree(world, "canonical_mmu_mt", allocator, 0, 0) : null;
    this.nested_revmap_broken = cell(world, "nested_revmap_broken", false, mmu.index);
  }
}

/** What a memcpy of the struct makes of it: the trees as they are, and their locks, held by whoever holds them. */
export function copied_revmap({ kvm, revmap }: ShadowMmu<NestedRevmap>, copy: ShadowMmu): NestedRevmap {
  const copied = new NestedRevmap(kvm, copy, revmap.knobs);
  copy_tree(revmap.nested_revmap_mt, copied.nested_revmap_mt);
  if (revmap.nested_direct_mt !== null) {
    copy_tree(revmap.nested_direct_mt, copied.nested_direct_mt!);
  }
  copied.nested_revmap_broken.peek = revmap.nested_revmap_broken.peek;
  const { full_unmaps, tlbis, untracked } = revmap;
  return Object.assign(copied, { full_unmaps, tlbis, untracked });
}

function copy_tree(from: MapleTree, to: MapleTree): void {
  to.ma_root.peek = from.ma_root.peek;
  to.ma_lock.holder = from.ma_lock.holder;
}

/** Whether this version knows a state in which its tree is not to be relied on. */
export const hasBrokenFlag = ({ onInsertFail }: MapleKnobs): boolean =>
  onInsertFail === "broken" || onInsertFail === "failFaultAndBroken";
