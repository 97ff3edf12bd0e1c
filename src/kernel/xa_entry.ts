/**
 * Entries of XArrays and maple trees are 64-bit words (include/linux/xarray.h): bit 0 marks a value, the low two bits
 * `10` mark words that are internal to the tree, the rest are plain pointers. A word is an unsigned `bigint` here.
 */
const ENTRY_BITS = 64;

/** Nothing stored. Storing it erases, so a plain 0 cannot be kept in a tree. */
export const NULL = 0n;

/** `xa_mk_internal(257)`: a reserved slot. The normal API takes it in and reads it back as NULL. */
export const XA_ZERO_ENTRY = 0x406n;

/** `xa_mk_internal(256)`: the highest word that the normal API refuses. */
const XA_RETRY_ENTRY = 0x402n;

/**
 * Entry that holds an integer. As in the kernel, bit 63 of `value` does not fit and is lost (there with a warning in the
 * log, nothing more).
 */
export function xa_mk_value(value: bigint | number): bigint {
  return BigInt.asUintN(ENTRY_BITS, (BigInt(value) << 1n) | 1n);
}

/** The integer in a value entry; of any other word, the word shifted right by one, as the kernel does it. */
export function xa_to_value(entry: bigint): bigint {
  return entry >> 1n;
}

export function xa_is_value(entry: bigint): boolean {
  return (entry & 1n) === 1n;
}

export function xa_is_internal(entry: bigint): boolean {
  return (entry & 3n) === 2n;
}

export function xa_is_zero(entry: bigint): boolean {
  return entry === XA_ZERO_ENTRY;
}

/**
 * Whether the normal API refuses the word. The documentation reserves all internal words below 4096, the code of 7.3.4
 * refuses only those up to 0x402; the advanced API refuses none.
 */
export function xa_is_advanced(entry: bigint): boolean {
  return xa_is_internal(entry) && entry <= XA_RETRY_ENTRY;
}
