/** The level of the entries that map single pages (KVM_PGTABLE_LAST_LEVEL). */
export const KVM_PGTABLE_LAST_LEVEL = 3;

/** Shapes of a stage-2 table. Addresses are numbers in the unit of `granules`, exact up to 52 bits; sizes too. */
export interface PageGeometry {
  readonly name: string;
  readonly PAGE_SHIFT: number;
  readonly PTRS_PER_PTE: number;
  /** The highest level at which a block may be (KVM_PGTABLE_MIN_BLOCK_LEVEL). */
  readonly minBlockLevel: number;
  readonly ia_bits: number;
  readonly start_level: number;
  /** Pages side by side that make up the root. */
  readonly pgdPages: number;
  /** What one entry maps, by level + 1: from the level above the highest root, -1, down to the last. */
  readonly granules: readonly number[];
}

function geometry(
  name: string,
  PAGE_SHIFT: number,
  bitsPerLevel: number,
  root: Pick<PageGeometry, "minBlockLevel" | "ia_bits" | "start_level">,
): PageGeometry {
  const granules = [4, 3, 2, 1, 0].map((levels) => 2 ** (PAGE_SHIFT + bitsPerLevel * levels));
  const rootPage = granules[root.start_level]!;
  const pgdPages = Math.max(1, 2 ** root.ia_bits / rootPage);
  return { name, PAGE_SHIFT, PTRS_PER_PTE: 2 ** bitsPerLevel, ...root, pgdPages, granules };
}

const pageShifts = { "4K": 12, "16K": 14, "64K": 16 } as const;

export type Granule = keyof typeof pageShifts;

/**
 * A real granule. The root is as high as `kvm_get_vtcr` puts it: up to 16 pages side by side spare a level, but two levels
 * there always are.
 * @throws RangeError when `ia_bits` is not an integer from 32 to 48: KVM allows no fewer, and more needs LPA2.
 */
export function stage2Geometry(granule: Granule, ia_bits: number): PageGeometry {
  if (!Number.isInteger(ia_bits) || ia_bits < 32 || ia_bits > 48) {
    throw new RangeError(`geometry ${granule}: ${ia_bits} address bits; give an integer from 32 to 48`);
  }
  const pageShift = pageShifts[granule];
  const bitsPerLevel = pageShift - 3;
  const levels = Math.max(2, Math.ceil((ia_bits - 4 - pageShift) / bitsPerLevel));
  const start_level = KVM_PGTABLE_LAST_LEVEL + 1 - levels;
  const minBlockLevel = granule === "4K" ? 1 : 2;
  return geometry(`${granule}/${ia_bits}`, pageShift, bitsPerLevel, { minBlockLevel, ia_bits, start_level });
}

/**
 * Two entries a table and addresses in pages: small enough to search exhaustively. With `levels` 2 a block is two pages, with
 * 3 there are blocks of four besides.
 */
export function tinyGeometry(levels: 2 | 3, pgdPages: 1 | 2 = 1): PageGeometry {
  const start_level = KVM_PGTABLE_LAST_LEVEL + 1 - levels;
  const ia_bits = levels + pgdPages - 1;
  return geometry(`tiny/${levels}x${pgdPages}`, 0, 1, { minBlockLevel: start_level, ia_bits, start_level });
}

/** What one entry of a level maps. */
export function kvm_granule_size(g: PageGeometry, level: number): number {
  return g.granules[level + 1]!;
}

export const PAGE_SIZE = (g: PageGeometry): number => g.granules[KVM_PGTABLE_LAST_LEVEL + 1]!;

/** For powers of two, beyond the 32 bits of `&`. */
export const ALIGN_DOWN = (addr: number, size: number): number => Math.floor(addr / size) * size;

export const IS_ALIGNED = (addr: number, size: number): boolean => Number.isInteger(addr / size);

export const PAGE_ALIGN = (g: PageGeometry, addr: number): number => {
  const page = PAGE_SIZE(g);
  return ALIGN_DOWN(addr + page - 1, page);
};
