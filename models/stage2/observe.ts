import type { GuestView } from "./guest-view.ts";
import { formatLeaf, hex, type Leaf } from "./leaf.ts";
import { findMapping, type Mapping, type Mappings, outputOf } from "./mapping.ts";
import { allows, formatPerm, type Perm } from "./perm.ts";

/** L2 reached frame address `pa` through nested `n`, with these rights. */
export interface Observation {
  readonly n: number;
  readonly pa: number;
  readonly access: Perm;
}

/**
 * Whether L2 may observe this now, under the baseline that unmaps every shadow in full. The canonical address comes from
 * L1's tables or from a translation no TLBI retired; the frame from the host as it is now, since what a notifier took
 * away is gone when it returns; the rights are those of both. Where L1 rewrote without break-before-make, the
 * architecture allows an amalgamation, so the address may be an older entry's and the rights another's.
 * @returns null when allowed, else one sentence.
 */
export function forbidden(view: GuestView, host: Mappings, seen: Observation): string | null {
  const translations = translationsOf(view, seen.n);
  if (translations.length === 0) return `nested ${hex(seen.n)} is translated by no entry of L1, current or stale`;
  const canonical = [...new Set(translations.map((mapping) => outputOf(mapping, seen.n)))];
  const backing = canonical.flatMap((c) => backingAt(host, c, seen.pa));
  if (backing.length === 0) {
    const frames = canonical.map((c) => `canonical ${hex(c)} (${frameAt(host, c)})`).join(", ");
    return `nested ${hex(seen.n)} reached frame ${hex(seen.pa)}, but may only reach ${frames}`;
  }
  const given = rightsOf(translations);
  if (backing.some((mapping) => allows(given & mapping.perm, seen.access))) return null;
  const hostGives = backing.map((mapping) => formatPerm(mapping.perm)).join(", ");
  return `nested ${hex(seen.n)} allowed ${formatPerm(seen.access)}; L1 gives ${formatPerm(given)}, the host ${hostGives}`;
}

/**
 * The same for all that a leaf lets L2 do, by the canonical address it was installed for. Judge leaves a vCPU can run on:
 * those of a recycled shadow wait for its pending unmap under the tags of another context.
 */
export function forbiddenLeaf(view: GuestView, host: Mappings, leaf: Leaf): string | null {
  let offset = 0;
  while (offset < leaf.len) {
    const n = leaf.n + offset;
    const c = leaf.c + offset;
    const translations = translationsOf(view, n);
    if (!translations.some((mapping) => outputOf(mapping, n) === c)) {
      return `${formatLeaf(leaf)}: no entry of L1, current or stale, takes nested ${hex(n)} to canonical ${hex(c)}`;
    }
    const [backing] = backingAt(host, c, leaf.pa + offset);
    if (backing === undefined) {
      return `${formatLeaf(leaf)}: canonical ${hex(c)} is not frame ${hex(leaf.pa + offset)} but ${frameAt(host, c)}`;
    }
    const given = rightsOf(translations) & backing.perm;
    if (!allows(given, leaf.perm)) return `${formatLeaf(leaf)}: nested ${hex(n)} may have ${formatPerm(given)} only`;
    offset += Math.min(distanceToCut(view.current, n), distanceToCut(view.stale, n), distanceToCut(host, c));
  }
  return null;
}

const translationsOf = (view: GuestView, n: number): readonly Mapping[] =>
  [...view.current, ...view.stale].filter((mapping) => mapping.start <= n && n < mapping.start + mapping.size);

const rightsOf = (mappings: readonly Mapping[]): Perm => mappings.reduce((all, mapping) => all | mapping.perm, 0);

function backingAt(host: Mappings, c: number, pa: number): readonly Mapping[] {
  const mapping = findMapping(host, c);
  return mapping !== null && outputOf(mapping, c) === pa ? [mapping] : [];
}

function frameAt(host: Mappings, c: number): string {
  const mapping = findMapping(host, c);
  return mapping === null ? "backed by nothing" : `frame ${hex(outputOf(mapping, c))}`;
}

/** How far the same runs apply: all of them move by one offset up to the next start or end of any. */
function distanceToCut(table: readonly Mapping[], address: number): number {
  let nearest = Infinity;
  for (const { start, size } of table) {
    if (start > address) nearest = Math.min(nearest, start - address);
    else if (start + size > address) nearest = Math.min(nearest, start + size - address);
  }
  return nearest;
}
