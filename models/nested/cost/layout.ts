import type { Random } from "../../../src/core/random.ts";
import type { Mapping } from "./calls.ts";
import { RAM_BASE } from "./sized-kvm.ts";

/** Memory of L1 that it gives to its guests begins here, behind what it keeps. */
const FOR_GUESTS = 2 ** 32;
/** And lies this far apart. */
const GUEST_SPAN = 2 ** 40;
/** A second window in L2's space, for aliases. */
const ALIAS_BASE = 3 * 2 ** 30;

/** Where the memory of VM `vm` of L1 begins, in L1's space. */
export const guestBase = (vm: number): number => FOR_GUESTS + vm * GUEST_SPAN;

/** The memory of VM `vm` from `first` on, mapped leaf by leaf of one size. */
export function memory(vm: number, first: number, count: number, size: number, guest = size): Mapping[] {
  return Array.from({ length: count }, (_, at) => mappingAt(vm, (first + at) * size, size, guest));
}

/** The leaf at an offset into the memory of VM `vm`. */
function mappingAt(vm: number, offset: number, size: number, guest: number): Mapping {
  return { n: RAM_BASE + offset, c: guestBase(vm) + offset, size, guest };
}

/** The first pages of a block that L1 maps whole and the host by pages. */
export const pagesInBlock = (block: number, count: number, page: number, size: number): Mapping[] =>
  Array.from({ length: count }, (_, at) => mappingAt(0, block * size + at * page, page, size));

/** The same memory at another nested address. */
export const aliasOf = ({ n, ...mapping }: Mapping): Mapping => ({ ...mapping, n: n - RAM_BASE + ALIAS_BASE });

/** A page that L1 keeps for itself. */
export const ownPage = (random: Random, page: number): number => RAM_BASE + random.below(2 ** 12) * page;

/** `count` different ones of a list. */
function drawn<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list];
  return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(random.below(rest.length), 1)[0]!);
}

/**
 * `count` (even) different ones of a list, in its order: half of them by chance, from its lower half, and those that lie as
 * far from its end. Their places add up to the same whatever the seed, as the cost of a search from the start does.
 */
export function mirrored<T>(random: Random, list: readonly T[], count: number): T[] {
  const lower = drawn(random, [...list.slice(0, list.length / 2).keys()], count / 2);
  const upper = lower.map((at) => list.length - 1 - at);
  return [...lower, ...upper].toSorted((a, b) => a - b).map((at) => list[at]!);
}

/** In an order as memory is touched by chance. */
export const shuffled = <T>(random: Random, list: readonly T[]): T[] => drawn(random, list, list.length);
