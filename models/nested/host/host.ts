import { Shared } from "../../../src/core/shared.ts";
import type { World } from "../../../src/core/world.ts";
import type { Geometry } from "../../stage2/geometry.ts";
import { alignDown, alignUp, type IpaRange, overlaps, roundOut } from "../../stage2/interval.ts";
import { hex } from "../../stage2/leaf.ts";

/** Owner of a frame that the VM has no part in. */
export const SOMEONE_ELSE = -1;

/** The host's page table has no entry here. */
export const UNBACKED = -1;

/** Aligned to every block size, and told from canonical and nested addresses at a glance. */
const FIRST_FRAME = 0x20;

/** The VMM's page table over the memslots (hva and canonical IPA are one number here) and the frames it points to. */
export class Host extends Shared {
  /** Frame behind each canonical page, or UNBACKED. */
  pte: readonly number[];
  /** By block: one PMD maps it. */
  huge: readonly boolean[];
  readonly #block: number;
  readonly #thp: boolean;
  /** The VMA is hugetlbfs: huge pages come and go whole. */
  readonly hugetlb: boolean;
  /** Memory is a guest_memfd: pages stay in the file, whoever unmaps it. */
  readonly gmem: boolean;
  /** By frame from FIRST_FRAME on: the canonical page whose contents it holds, or SOMEONE_ELSE. */
  #owner: readonly number[];
  /** Frames that faults hold while they map them, one entry a reference. */
  readonly #pins: number[] = [];

  constructor(world: World, g: Geometry, start: HostStart) {
    super(world, "host");
    this.#block = g.blocks[0] ?? g.page;
    this.#thp = start.thp || start.hugetlb;
    this.hugetlb = start.hugetlb;
    this.gmem = start.gmem;
    this.pte = start.pte;
    this.huge = start.huge;
    this.#owner = start.owner;
  }

  /** Frames that somebody holds. */
  get held(): readonly number[] {
    return this.#pins;
  }

  ownerOf(frame: number): number {
    return this.#owner[frame - FIRST_FRAME] ?? SOMEONE_ELSE;
  }

  /** What an unmap of a range takes: of hugetlbfs only whole pages. */
  unmapped(range: IpaRange): IpaRange {
    return this.hugetlb ? roundOut(range, this.#block) : range;
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
    this.#pins.push(frame);
    return frame;
  }

  unpin(frame: number): void {
    const index = this.#pins.indexOf(frame);
    this.world.emit("page_put", { frame, held: index >= 0 });
    if (index >= 0) {
      this.#pins.splice(index, 1);
    }
    this.#freeIfUnused(frame);
  }

  /** Clears entries and drops their references; a huge page that is hit in part is split. */
  zap(range: IpaRange): void {
    if (!this.gmem) {
      this.truncate(range);
    }
  }

  /** The same, and from the file. */
  truncate(range: IpaRange): void {
    const end = range.start + range.size;
    const old = this.pte.slice(range.start, end);
    this.pte = this.pte.map((frame, c) => (range.start <= c && c < end ? UNBACKED : frame));
    this.huge = this.huge.map((huge, block) => huge && !overlaps(block * this.#block, this.#block, range));
    for (const frame of old) {
      if (frame !== UNBACKED) {
        this.#freeIfUnused(frame);
      }
    }
  }

  /** Maps the frames of a huge page one by one, where they are; hugetlbfs has no such thing. */
  split(start: number): void {
    if (!this.hugetlb && !this.gmem) {
      this.huge = this.huge.with(start / this.#block, false);
    }
  }

  /** Moves a block to a new huge page, unless a fault holds one of its frames. Not in hugetlbfs. */
  collapse(start: number): void {
    if (
      !this.hugetlb &&
      !this.gmem &&
      !this.pte.slice(start, start + this.#block).some((frame) => this.#pins.includes(frame))
    ) {
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
    this.#owner = [...this.#owner, ...Array<number>(base - this.#owner.length).fill(SOMEONE_ELSE)];
    for (let i = 0; i < this.#block; i++) {
      this.#back(start + i, base + i);
    }
    this.huge = this.huge.with(start / this.#block, true);
  }

  /** Gives the page a new frame, the next that was never used. */
  #back(c: number, index: number): void {
    this.pte = this.pte.with(c, FIRST_FRAME + index);
    this.#owner = [...this.#owner, c];
  }

  /** A free frame may be anybody's at once, so it is. */
  #freeIfUnused(frame: number): void {
    const page = this.ownerOf(frame);
    if (page !== SOMEONE_ELSE && this.pte[page] !== frame && !this.#pins.includes(frame)) {
      this.#owner = this.#owner.with(frame - FIRST_FRAME, SOMEONE_ELSE);
      this.world.notes?.push(`frame ${hex(frame)} is freed, then reused`);
      this.world.emit("frame_released", frame);
    }
  }
}

/** What a run begins with; shared by all runs of a scenario, so nothing writes to it. */
export interface HostStart {
  readonly thp: boolean;
  readonly hugetlb: boolean;
  readonly gmem: boolean;
  readonly pte: readonly number[];
  readonly huge: readonly boolean[];
  readonly owner: readonly number[];
}

/** Every page is backed, canonical 0 by frame 0x20 and so on, by huge pages if `thp` or `hugetlb`. */
export function backedHost(g: Geometry, thp: boolean, hugetlb = false, gmem = false): HostStart {
  const owner = Array.from({ length: g.canonicalSize }, (_, c) => c);
  const huge = Array.from({ length: g.canonicalSize / (g.blocks[0] ?? g.page) }, () => thp || hugetlb);
  return { thp, hugetlb, gmem, pte: owner.map((c) => FIRST_FRAME + c), huge, owner };
}
