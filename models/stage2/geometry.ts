import type { IpaRange } from "./interval.ts";

/** Sizes of everything a stage-2 table is made of, all in one unit: the page (tiny) or the byte (real granules). */
export interface Geometry {
  readonly name: string;
  readonly page: number;
  /** Sizes of block leaves above the page, ascending. */
  readonly blocks: readonly number[];
  /** How far one step of a range walk goes before it may drop mmu_lock: `kvm_granule_size(KVM_PGTABLE_MIN_BLOCK_LEVEL)`. */
  readonly chunk: number;
  /** Size of L1's physical space. */
  readonly canonicalSize: number;
  /** Size of L2's physical space, the input of a shadow table. */
  readonly nestedSize: number;
}

/** Small enough to search exhaustively, with the parts that matter: a block, two blocks a chunk, several chunks. */
export const tiny: Geometry = { name: "tiny", page: 1, blocks: [4], chunk: 8, canonicalSize: 16, nestedSize: 32 };

const KiB = 2 ** 10;
const MiB = 2 ** 20;
const GiB = 2 ** 30;

export type Granule = "4K" | "16K" | "64K";

const granules: Record<Granule, Pick<Geometry, "page" | "blocks" | "chunk">> = {
  "4K": { page: 4 * KiB, blocks: [2 * MiB, GiB], chunk: GiB },
  "16K": { page: 16 * KiB, blocks: [32 * MiB], chunk: 32 * MiB },
  "64K": { page: 64 * KiB, blocks: [512 * MiB], chunk: 512 * MiB },
};

/** Up to this width a table starts at level 2, with up to 16 pages side by side, and has no entry of 1G. */
const concatenated = 34;

/**
 * A real granule. KVM's VM type bounds the canonical space (40 bits unless the VMM asks for more), the host's IPA limit
 * the nested one (nested.c, 7.3.4), hence two widths.
 * @throws RangeError when a width is not an integer from 32 to 52: below is no KVM, above is not exact as a number.
 */
export function geometryOf(granule: Granule, nestedBits: number, canonicalBits: number = nestedBits): Geometry {
  for (const bits of [nestedBits, canonicalBits]) {
    if (!Number.isInteger(bits) || bits < 32 || bits > 52) {
      throw new RangeError(`geometry ${granule}: ${bits} address bits; give an integer from 32 to 52`);
    }
  }
  const name = `${granule}/${nestedBits}`;
  const { page, blocks, chunk } = granules[granule];
  const below = nestedBits <= concatenated ? GiB : Infinity;
  return {
    name,
    page,
    blocks: blocks.filter((size) => size < below),
    chunk,
    canonicalSize: 2 ** canonicalBits,
    nestedSize: 2 ** nestedBits,
  };
}

export const wholeNested = (g: Geometry): IpaRange => ({ start: 0, size: g.nestedSize });

export const isLeafSize = (g: Geometry, size: number): boolean => size === g.page || g.blocks.includes(size);

/** The largest leaf size for which `fits` holds, or a page. */
export function largestLeaf(g: Geometry, fits: (size: number) => boolean): number {
  for (let i = g.blocks.length - 1; i >= 0; i--) {
    const size = g.blocks[i];
    if (size !== undefined && fits(size)) return size;
  }
  return g.page;
}
