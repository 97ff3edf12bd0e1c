import type { Wide } from "../../../../src/conform/vocabulary.ts";
import { PX, R, UX, W, type Perm } from "../../../stage2/perm.ts";

/** Bits of a stage-2 entry (hyp/pgtable.c, 7.3.4; 4K granule, 48 bits of output address). */
const VALID = 1;
const TYPE = 2;
const S2AP_R = 0x40;
const S2AP_W = 0x80;
const AF = 0x400;
const PAGE = 0x1000;
/** Of the bits from 48 up: execute-never in 54:53, the guest's level in 56:55, and what stands for a locked entry. */
const XN_UNIT = 0x20;
const LEVEL_UNIT = 0x80;
const LOCKED_TOP = 0x1000;
/** Levels below the first are not used: 4K pages with 48 bits go from 0 to 3. */
export const LAST_LEVEL = 3;

export const NOTHING: Wide = { low: 0, top: 0 };
export const LOCKED: Wide = { low: 0, top: LOCKED_TOP };

export const isValid = ({ low }: Wide): boolean => low % 2 === VALID;
export const isNothing = ({ low, top }: Wide): boolean => low === 0 && top === 0;
export const isLocked = (pte: Wide): boolean => !isValid(pte) && pte.top === LOCKED_TOP;

/** A valid entry that points to a table. */
export const isTable = (pte: Wide, level: number): boolean =>
  level < LAST_LEVEL && (pte.low & (VALID | TYPE)) === (VALID | TYPE);

/** A valid entry that ends the walk. */
export const isLeafEntry = (pte: Wide, level: number): boolean => isValid(pte) && !isTable(pte, level);

/** Hardware sets the access flag whenever it likes, so two readings of an entry are the same if they differ in nothing else. */
export const sameButForAccess = (a: Wide, b: Wide): boolean =>
  a.top === b.top && a.low - (a.low & AF) === b.low - (b.low & AF);

/** An entry without the rights that it gives: what attribute walks leave alone. */
export const attributesOf = ({ low, top }: Wide): Wide => ({
  low: low - (low & (S2AP_R | S2AP_W)),
  top: top - (top & (3 * XN_UNIT)),
});

export const outputOf = ({ low }: Wide): number => low - (low % PAGE);

/** Who may execute, by the two bits: everyone, EL0, no one, EL1. */
const EXECUTE: readonly Perm[] = [PX | UX, UX, 0, PX];

export function permOf({ low, top }: Wide): Perm {
  return ((low & S2AP_R) === 0 ? 0 : R) | ((low & S2AP_W) === 0 ? 0 : W) | EXECUTE[Math.floor(top / XN_UNIT) % 4]!;
}

export const isWritable = (pte: Wide): boolean => (pte.low & S2AP_W) !== 0;

/** The level of the guest's leaf that KVM keeps in software bits 56:55; 0 where there is none. */
export const guestLevelOf = ({ top }: Wide): number => Math.floor(top / LEVEL_UNIT) % 4;

const sizes: readonly number[] = [0, 1, 2, 3].map((level) => PAGE * 512 ** (LAST_LEVEL - level));

/** Bytes that an entry of this level covers. */
export const sizeAt = (level: number): number => sizes[level] ?? PAGE * 512 ** (LAST_LEVEL - level);

/** An entry of this level where a block above it is split: the same attributes, the next frames. */
export const partOfBlock = (block: Wide, level: number, index: number): Wide => ({
  low: block.low - (block.low & 3) + (level === LAST_LEVEL ? VALID | TYPE : VALID) + index * sizeAt(level),
  top: block.top,
});

/** Where an entry of a table that a split builds is kept until it is linked: such tables are walked from 0 on. */
export const unlinkedKey = (level: number, ipa: number): number => ipa - (ipa % sizeAt(level)) + level;

export const hexOf = ({ low, top }: Wide): string =>
  top === 0 ? `0x${low.toString(16)}` : `0x${top.toString(16)}${low.toString(16).padStart(12, "0")}`;
