import { EAGAIN } from "../../src/kernel/errno.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { KVM_PGTABLE_LAST_LEVEL } from "../pgtable/geometry.ts";
import { KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W, kvm_pte_valid, pte_frame, pte_has } from "../pgtable/pte.ts";
import { BLOCK, PAGES } from "./config.ts";
import { entryAt } from "./entry-at.ts";

/**
 * What a table means, and nothing of how it is made: for each page 0, or a number made of its frame, of whether a block has it, and
 * of whether it may be written to. Access flags are left out: a lost one is allowed.
 */
export type LeafMap = readonly number[];

/** A call as the abstract map knows it: one step, whatever the walker goes through. */
export interface LeafOp {
  readonly kind: "map" | "relax" | "protect" | "unmap" | "split";
  readonly ia: number;
  readonly pages: number;
  /** Of `map`: the frame of the first page. */
  readonly frame?: number;
  /** Of `map` and `relax`. */
  readonly writable?: boolean;
}

const WRITABLE = 1;
const IN_BLOCK = 2;

const leaf = (frame: number, isBlock: boolean, writable: boolean): number =>
  frame * 4 + (isBlock ? IN_BLOCK : 0) + (writable ? WRITABLE : 0);

/** No page has this: an entry that is neither 0 nor a leaf. */
const NO_LEAF = -1;

export function leavesOf(pgt: KvmPgtable): LeafMap {
  const map: number[] = [];
  for (let ia = 0; ia < PAGES; ia++) {
    const [{ peek: pte }, level] = entryAt(pgt, ia);
    const isBlock = level < KVM_PGTABLE_LAST_LEVEL;
    const frame = pte_frame(pte) + (isBlock ? ia % BLOCK : 0);
    const nothing = pte === 0 ? 0 : NO_LEAF;
    map.push(kvm_pte_valid(pte) ? leaf(frame, isBlock, pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W)) : nothing);
  }
  return map;
}

/** One of the steps in which a call takes effect: the maps that may come of one. */
export type Effect = (map: LeafMap) => readonly LeafMap[];

/**
 * The effects of a call that returned `ret`, in order; none if it has done nothing. The map of a block may find that its entry has
 * become a table by the time it has put the block there. Then it goes on in that table, page by page, and may end with -EAGAIN:
 * what it has mapped by then stays.
 */
export function effectsOf(op: LeafOp, ret: number): readonly Effect[] {
  const isBlock = op.kind === "map" && op.pages === BLOCK;
  const done: Effect = (map) => [applied(map, op)];
  if (ret === 0) {
    return isBlock ? [done, inPages(op)] : [done];
  }
  return isBlock && ret === -EAGAIN ? [(map) => [map, applied(map, op)], inPages(op)] : [];
}

/** None of the pages, the first one, and so on. */
function inPages(op: LeafOp): Effect {
  return (map) => {
    const maps = [map];
    for (let i = 0; i < op.pages; i++) {
      maps.push(applied(maps[i]!, { ...op, ia: op.ia + i, pages: 1, frame: op.frame! + i }));
    }
    return maps;
  };
}

/** The map after `op` at once. */
function applied(map: LeafMap, { kind, ia, pages, frame = 0, writable = false }: LeafOp): LeafMap {
  const next = [...map];
  for (let page = ia; page < ia + pages; page++) {
    switch (kind) {
      case "map":
        if (pages < BLOCK) {
          changeWhole(next, page, (old) => ((old & IN_BLOCK) === 0 ? old : 0));
        }
        next[page] = leaf(frame + page - ia, pages === BLOCK, writable);
        break;
      case "relax":
        changeWhole(next, page, (old) => (old !== 0 && writable ? old | WRITABLE : old));
        break;
      case "protect":
        changeWhole(next, page, (old) => old & ~WRITABLE);
        break;
      case "unmap":
        changeWhole(next, page, () => 0);
        break;
      case "split":
        changeWhole(next, page, (old) => old & ~IN_BLOCK);
        break;
      default:
        kind satisfies never;
    }
  }
  return next;
}

/** Of a page, and of the others of its block if it is in one. */
function changeWhole(map: number[], page: number, change: (old: number) => number): void {
  const isBlock = (map[page]! & IN_BLOCK) !== 0;
  const base = isBlock ? page - (page % BLOCK) : page;
  for (let at = base; at < base + (isBlock ? BLOCK : 1); at++) {
    map[at] = change(map[at]!);
  }
}

export function printLeaves(map: LeafMap): string {
  const pages = map.flatMap((value, ia) => (value === 0 ? [] : [`page ${ia} -> ${printLeaf(value)}`]));
  return pages.length === 0 ? "nothing" : pages.join(", ");
}

const printLeaf = (value: number): string =>
  value === NO_LEAF
    ? "no leaf"
    : `frame 0x${(value >> 2).toString(16)} ${(value & WRITABLE) === 0 ? "r-" : "rw"}${(value & IN_BLOCK) === 0 ? "" : " in a block"}`;
