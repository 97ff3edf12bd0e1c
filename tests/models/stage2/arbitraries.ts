import * as fc from "fast-check";
import { back } from "../../../models/stage2/canonical.ts";
import { compose } from "../../../models/stage2/compose.ts";
import { tiny } from "../../../models/stage2/geometry.ts";
import type { IpaRange } from "../../../models/stage2/interval.ts";
import type { Leaf, Leaves } from "../../../models/stage2/leaf.ts";
import { mapLeaf } from "../../../models/stage2/leaf-table.ts";
import { type Mapping, type Mappings, withMapping } from "../../../models/stage2/mapping.ts";
import { R, RW, RWX } from "../../../models/stage2/perm.ts";

/** A failure here must be the same failure everywhere: the seed is fixed, not drawn. */
fc.configureGlobal({ seed: 1, numRuns: 200 });

export const perm = fc.constantFrom(R, RW, RWX);

const size = fc.constantFrom(1, 4);

const rangeBelow = (limit: number): fc.Arbitrary<IpaRange> =>
  fc
    .tuple(fc.nat(limit - 1), fc.integer({ min: 1, max: limit }))
    .map(([start, length]) => ({ start, size: Math.min(length, limit - start) }));

export const canonicalRange = rangeBelow(tiny.canonicalSize);
export const nestedRange = rangeBelow(tiny.nestedSize);

/** One leaf as L1 writes it, aliases included: nothing keeps two nested ranges from one canonical one. */
export const guestMapping: fc.Arbitrary<Mapping> = fc
  .tuple(size, fc.nat(31), fc.nat(15), perm)
  .map(([block, n, c, given]) => ({ start: n - (n % block), size: block, to: c - (c % block), perm: given, block }));

export const guestTable: fc.Arbitrary<Mappings> = fc
  .array(guestMapping, { maxLength: 12 })
  .map((written) => written.reduce(withMapping, []));

/** A block of host memory at `c`, in frames that no other canonical block has; `congruent` frames can form a block. */
export const hostMapping: fc.Arbitrary<Mapping> = fc
  .tuple(fc.nat(3), size, perm, fc.boolean())
  .map(([index, block, given, congruent]) => {
    const start = index * 4;
    return { start, size: 4, to: 64 + 8 * index + (congruent ? 0 : 1), perm: given, block };
  });

export const hostTable: fc.Arbitrary<Mappings> = fc
  .uniqueArray(hostMapping, { selector: (mapping) => mapping.start, maxLength: 4 })
  .map((mappings) => mappings.reduce(back, []));

/** A shadow as faults fill it: touched in some order, each with the largest leaf or with a page. */
export function filledBy(
  guest: Mappings | null,
  host: Mappings,
  faults: readonly { n: number; limit: number }[],
): Leaves {
  return faults.reduce<Leaves>((leaves, { n, limit }) => {
    const leaf = compose(n, guest, host, tiny, limit);
    return leaf === null ? leaves : mapLeaf(leaves, leaf).leaves;
  }, []);
}

/** Any table hardware could hold, composed of nothing in particular. */
export const leaf: fc.Arbitrary<Leaf> = fc
  .tuple(size, fc.nat(31), fc.nat(15), fc.nat(63), perm, fc.constantFrom(0, 1, 4))
  .map(([len, n, c, pa, given, tag]) => ({
    n: n - (n % len),
    c: c - (c % len),
    len,
    pa: pa - (pa % len),
    perm: given,
    tag,
  }));

export const leaves: fc.Arbitrary<Leaves> = fc
  .array(leaf, { maxLength: 16 })
  .map((mapped) => mapped.reduce<Leaves>((table, one) => mapLeaf(table, one).leaves, []));
