/** A number in models (fast), a bigint where all 64 bits count. One tree uses one of the two throughout. */
export type Index = number | bigint;

/** The indices `zero..max` of a tree. `max` plays the part of ULONG_MAX. */
export interface IndexSpace<I extends Index> {
  readonly zero: I;
  readonly max: I;
  /** One above; `max` wraps to `zero`, as an unsigned long does. */
  readonly succ: (index: I) => I;
  /** One below; of `zero`, -1, which no range reaches. */
  readonly pred: (index: I) => I;
}

const ULONG_MAX = 0xffff_ffff_ffff_ffffn;

/** The indices of a real tree: unsigned longs of 64 bits. */
export const ulongIndices: IndexSpace<bigint> = {
  zero: 0n,
  max: ULONG_MAX,
  succ: (index) => (index === ULONG_MAX ? 0n : index + 1n),
  pred: (index) => index - 1n,
};

/** The indices `0..max` as numbers. Throws a RangeError if numbers up to `max` are not exact. */
export function numberIndices(max: number = Number.MAX_SAFE_INTEGER): IndexSpace<number> {
  if (!Number.isSafeInteger(max) || max < 0) {
    throw new RangeError(`numberIndices(${max}): the largest index must be an integer from 0 to 2^53 - 1`);
  }
  return {
    zero: 0,
    max,
    succ: (index) => (index === max ? 0 : index + 1),
    pred: (index) => index - 1,
  };
}
