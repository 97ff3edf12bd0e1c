import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";
import type { Geometry } from "../stage2/geometry.ts";
import { alignDown, alignUp, type IpaRange } from "../stage2/interval.ts";
import { hex } from "../stage2/leaf.ts";

/** Owner of a frame that the VM has no part in. */
export const SOMEONE_ELSE = -1;

/** The host's page table has no entry here. */
export const UNBACKED = -1;

/** Aligned to every block size, and told from canonical and nested addresses at a glance. */
const FIRST_FRAME = 0x20;

/** The VMM's page table over the memslots (hva and canonical IPA are one number here) and the frames it points to. */
export class Host extends Shared {
  /** Frame behind each canonical page, or UNBACKED. */
  readonly pte: number[] = [];
  /** By block: one PMD maps it. */
  readonly huge: boolean[] = [];
  readonly #block: number;
  readonly #thp: boolean;
  /** By frame from FIRST_FRAME on: the canonical page whose contents it holds, or SOMEONE_ELSE. */
  readonly #owner: number[] = [];
  /** By frame: references that faults hold while they map it. */
  readonly #pins: number[] = [];

  /** Every page is backed at the beginning, canonical 0 by frame 0x20 and so on. */
  constructor(world: World, g: Geometry, thp: boolean) {
    super(world, "host");
    this.#block = g.blocks[0] ?? g.page;
    this.#thp = thp;
    for (let c = 0; c < g.canonicalSize; c++) {
      this.#back(c, c);
    }
    for (let b = 0; b < g.canonicalSize / this.#block; b++) {
      this.huge.push(thp);
    }
  }

  ownerOf(frame: number): number {
    return this.#owner[frame - FIRST_FRAME] ?? SOMEONE_ELSE;
  }

  /** How long the host's own leaf at a page is. */
  leafSize(c: number): number {
    return this.huge[Math.floor(c / this.#block)] === true ? this.#block : 1;
  }

  /** Backs the page if nothing does, with a huge page where THP is on and the whole block is empty. */
  pin(c: number): number {
    if (this.pte[c] === UNBACKED) {
      this.#populate(c);
    }
    const frame = this.pte[c]!;
    this.#pins[frame - FIRST_FRAME]! += 1;
    return frame;
  }

  unpin(frame: number): void {
    this.#pins[frame - FIRST_FRAME]! -= 1;
    this.#freeIfUnused(frame);
  }

  /** Clears entries and drops their references; a huge page that is hit in part is split. */
  zap(range: IpaRange): void {
    for (let c = range.start; c < range.start + range.size; c++) {
      const frame = this.pte[c]!;
      this.huge[Math.floor(c / this.#block)] = false;
      this.pte[c] = UNBACKED;
      if (frame !== UNBACKED) {
        this.#freeIfUnused(frame);
      }
    }
  }

  /** Moves a block to a new huge page, unless a fault holds one of its frames. */
  collapse(start: number): void {
    const pinned = (frame: number) => frame !== UNBACKED && this.#pins[frame - FIRST_FRAME]! > 0;
    if (!this.pte.slice(start, start + this.#block).some(pinned)) {
      this.zap({ start, size: this.#block });
      this.#populateBlock(start);
    }
  }

  #populate(c: number): void {
    const start = alignDown(c, this.#block);
    if (this.#thp && this.pte.slice(start, start + this.#block).every((frame) => frame === UNBACKED)) {
      this.#populateBlock(start);
    } else {
      this.#back(c, this.#owner.length);
    }
  }

  #populateBlock(start: number): void {
    const base = alignUp(this.#owner.length, this.#block);
    while (this.#owner.length < base) {
      this.#owner.push(SOMEONE_ELSE);
      this.#pins.push(0);
    }
    for (let i = 0; i < this.#block; i++) {
      this.#back(start + i, base + i);
    }
    this.huge[start / this.#block] = true;
  }

  #back(c: number, index: number): void {
    this.pte[c] = FIRST_FRAME + index;
    this.#owner[index] = c;
    this.#pins[index] = 0;
  }

  /** A free frame may be anybody's at once, so it is. */
  #freeIfUnused(frame: number): void {
    const page = this.ownerOf(frame);
    if (page !== SOMEONE_ELSE && this.pte[page] !== frame && this.#pins[frame - FIRST_FRAME] === 0) {
      this.#owner[frame - FIRST_FRAME] = SOMEONE_ELSE;
      this.world.notes?.push(`frame ${hex(frame)} is freed, then reused`);
    }
  }
}
