import { touch } from "../../../src/kernel/dereference.ts";
import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { World } from "../../../src/core/world.ts";
import { Memory } from "../../../src/kernel/slab.ts";
import { hex } from "../../stage2/leaf.ts";
import type { IpaRange } from "../../stage2/interval.ts";

/** `memslot->dirty_bitmap`: one word here, with a bit for each canonical page. Its pages are those of one slot. */
export class DirtyBitmap extends Shared {
  bits: number;
  readonly memory: Memory;

  constructor(world: World, slot: number, bits: number) {
    super(world, "dirty_bitmap", slot);
    this.bits = bits;
    this.memory = new Memory(`dirty bitmap of slot ${slot}`);
    this.owner = this.memory;
  }
}

/** A change of the word; the result is what it was before. */
function kind(name: string, change: (bits: number, operand: number) => number): OpKind {
  return {
    name,
    access: READ | WRITE,
    ready: null,
    perform(op) {
      const bitmap = op.object as DirtyBitmap;
      touch(op);
      const before = bitmap.bits;
      bitmap.bits = change(before, op.a as number);
      return before;
    },
    describe(op, before) {
      const was = before === undefined ? "" : `, was ${hex(before as number)}`;
      return `${name}(${op.object.label}, ${hex(op.a as number)})${was}`;
    },
  };
}

const SET = kind("set_bit_le", (bits, page) => bits | (1 << page));
const XCHG = kind("xchg", (_bits, operand) => operand);
const ANDNOT = kind("atomic_long_fetch_andnot", (bits, mask) => bits & ~mask);
const COPY: OpKind = { ...kind("memcpy", (bits) => bits), access: READ };

export const set_bit_le = (bitmap: DirtyBitmap, page: number): Op<number> => new Op(SET, bitmap, page);
export const take_bits = (bitmap: DirtyBitmap): Op<number> => new Op(XCHG, bitmap, 0);
export const clear_bits = (bitmap: DirtyBitmap, mask: number): Op<number> => new Op(ANDNOT, bitmap, mask);
export const copy_bits = (bitmap: DirtyBitmap): Op<number> => new Op(COPY, bitmap, 0);

/** The pages of a mask, ascending. */
export function pagesIn(mask: number): number[] {
  const pages: number[] = [];
  for (let page = 0; mask >> page !== 0; page++) {
    if (((mask >> page) & 1) === 1) {
      pages.push(page);
    }
  }
  return pages;
}

export const maskOf = ({ start, size }: IpaRange): number => ((1 << size) - 1) << start;
