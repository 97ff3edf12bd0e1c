import { xa_mk_value, xa_to_value } from "../../../src/kernel/xa_entry.ts";
import type { WordEncoding } from "../reverse-map.ts";

/**
 * How the versions of the reverse-map series keep a nested IPA and its flags in one word of a maple tree. Addresses are in
 * bytes and page-aligned, so flags fit into the page offset. Which bits of it the patches took is not known; bit 0 for a
 * flag that stands alone keeps the word clear of those that the tree reserves.
 */
const UNKNOWN_IPA = 1n << 0n;

/** Where nothing is erased that might need memory: the word that stands for nothing, and is written over an entry instead. */
const REMOVED = 1n << 2n;

export interface RevmapEncoding extends WordEncoding {
  readonly removed: bigint;
}

/** v1 (2026-03-30): the address as it is, so that nested IPA 0 is NULL. */
const rawZeroable: RevmapEncoding = {
  removed: REMOVED,
  encode: (nested) => (nested === null ? UNKNOWN_IPA : BigInt(nested)),
  decode: (word) => ((word & UNKNOWN_IPA) === 0n ? Number(word) : null),
};

/** v2 (2026-04-11): every address carries bit 63. */
const VALID_ENTRY = 1n << 63n;

const validBit63: RevmapEncoding = {
  removed: REMOVED,
  encode: (nested) => (nested === null ? UNKNOWN_IPA : BigInt(nested) | VALID_ENTRY),
  decode: (word) => ((word & UNKNOWN_IPA) === 0n ? Number(word & ~VALID_ENTRY) : null),
};

/** v3 (2026-05-10): a value entry; xa_mk_value loses bit 63, so the mark of an address is a low bit. */
const VALID_VALUE = 1n << 0n;
const UNKNOWN_VALUE = 1n << 1n;

const xaMk: RevmapEncoding = {
  removed: xa_mk_value(REMOVED),
  encode: (nested) => xa_mk_value(nested === null ? UNKNOWN_VALUE : BigInt(nested) | VALID_VALUE),
  decode(word) {
    const value = xa_to_value(word);
    return (value & UNKNOWN_VALUE) === 0n ? Number(value & ~VALID_VALUE) : null;
  },
};

export const encodings = { rawZeroable, validBit63, xaMk } as const;
