import { ACQUIRE, Op, READ, RELEASE, SLEEPS, WAITS, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { World } from "../../../src/core/world.ts";
import { show } from "../../../src/kernel/cell.ts";
import type { DirtyBitmap } from "./dirty-bitmap.ts";
import { intersect, type IpaRange } from "../../stage2/interval.ts";
import { hex } from "../../stage2/leaf.ts";

/** A slot is in use, marked KVM_MEMSLOT_INVALID while it is taken away, or gone. */
export type SlotState = "valid" | "invalid" | "gone";

/** `kvm->memslots`: equal parts of L1's physical space, read under kvm->srcu. */
export class Memslots extends Shared {
  states: readonly SlotState[];
  /** By position of a slot in L1's space: which part of the VMM's memory it shows. */
  hvas: readonly number[];
  readonly size: number;
  /** By slot: where its dirty pages are noted; null while it logs none. */
  bitmaps: readonly (DirtyBitmap | null)[];
  /** mn_active_invalidate_count: notifiers between start and end, for which a change of the slots waits. */
  active_invalidates = 0;
  /** Whether it does. */
  waits = true;

  constructor(world: World, count: number, canonicalSize: number) {
    super(world, "memslots");
    this.size = canonicalSize / count;
    this.states = count === 1 ? ONE : TWO;
    this.hvas = IN_ORDER;
    this.bitmaps = NO_BITMAPS;
  }

  /** Whether the slots may be changed now. */
  override get free(): boolean {
    return this.active_invalidates === 0 || !this.waits;
  }
}

const ONE: readonly SlotState[] = ["valid"];
const TWO: readonly SlotState[] = ["valid", "valid"];

const IN_ORDER: readonly number[] = [0, 1];

const NO_BITMAPS: readonly null[] = [null, null];

export const slotRange = (slots: Memslots, slot: number): IpaRange => ({ start: slot * slots.size, size: slots.size });

/** The canonical ranges through which slots that still exist show a range of the VMM's memory, slot by slot. */
export function partsIn(slots: Memslots, states: readonly SlotState[], range: IpaRange): readonly IpaRange[] {
  const parts: IpaRange[] = [];
  for (let slot = 0; slot < states.length; slot++) {
    const hvas = slotRange(slots, slots.hvas[slot]!);
    const part = states[slot] === "gone" ? null : intersect(hvas, range);
    if (part !== null) {
      parts.push({ start: part.start - hvas.start + slot * slots.size, size: part.size });
    }
  }
  return parts;
}

export const isMoved = ({ hvas }: Memslots): boolean => hvas !== IN_ORDER;

/** The page of the VMM's memory that is canonical `c`. */
export const hvaOf = (slots: Memslots, c: number): number =>
  (c % slots.size) + slotRange(slots, slots.hvas[Math.floor(c / slots.size)] ?? 0).start;

/** The canonical page that is this one of the VMM's memory. */
export const gfnOf = (slots: Memslots, hva: number): number =>
  (hva % slots.size) + slotRange(slots, slots.hvas.indexOf(Math.floor(hva / slots.size))).start;

const LOOKUP: OpKind = {
  name: "gfn_to_memslot",
  access: READ | ACQUIRE,
  ready: null,
  perform: (op) => slotAt(op.object as Memslots, op.a as number),
  describe: (op, state) => `gfn_to_memslot(${hex(op.a as number)})${state === undefined ? "" : ` is ${show(state)}`}`,
};

const ITERATE: OpKind = {
  name: "kvm_for_each_memslot",
  access: READ | ACQUIRE,
  ready: null,
  perform: (op) => (op.object as Memslots).states,
  describe: () => "kvm_for_each_memslot()",
};

const COUNT: OpKind = {
  name: "mn_active_invalidate_count",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    (op.object as Memslots).active_invalidates += op.a as number;
    return undefined;
  },
  describe: (op) => `mn_active_invalidate_count ${op.a === 1 ? "+= 1" : "-= 1"}`,
};

const swapped = ({ world }: Memslots): void => world.emit("memslots_swapped", null);

const SWAP: OpKind = {
  name: "kvm_swap_active_memslots",
  access: READ | WRITE | RELEASE | SLEEPS | WAITS,
  ready: (op) => op.object.free,
  perform(op) {
    const slots = op.object as Memslots;
    slots.states = slots.states.map((state, slot) => (slot === op.a ? (op.b as SlotState) : state));
    return swapped(slots);
  },
  describe: (op) => `kvm_swap_active_memslots(slot ${String(op.a)} is ${String(op.b)})`,
};

const SWAP_MOVED: OpKind = {
  ...SWAP,
  perform(op) {
    const slots = op.object as Memslots;
    const [from, to] = [op.a as number, op.b as number];
    const { states, hvas } = slots;
    slots.states = states.with(from, "gone").with(to, "valid");
    slots.hvas = hvas.with(from, hvas[to]!).with(to, hvas[from]!);
    return swapped(slots);
  },
  describe: (op) => `kvm_swap_active_memslots(slot ${String(op.a)} is at ${String(op.b)})`,
};

const SWAP_BITMAP: OpKind = {
  ...SWAP,
  perform(op) {
    const slots = op.object as Memslots;
    slots.bitmaps = slots.bitmaps.with(op.a as number, op.b as DirtyBitmap | null);
    return swapped(slots);
  },
  describe: (op) => `kvm_swap_active_memslots(slot ${String(op.a)} ${op.b === null ? "logs no more" : "logs"})`,
};

/** For those who hold off changes of the slots, or know that there are none. */
export const slotAt = (slots: Memslots, c: number): SlotState => slots.states[Math.floor(c / slots.size)] ?? "gone";

/** The bitmap of the slot as it stands in the slots that the look-up has just found. */
export const bitmapAt = (slots: Memslots, c: number): DirtyBitmap | null =>
  slots.bitmaps[Math.floor(c / slots.size)] ?? null;

export const gfn_to_memslot = (slots: Memslots, c: number): Op<SlotState> => new Op(LOOKUP, slots, c);

export const kvm_for_each_memslot = (slots: Memslots): Op<readonly SlotState[]> => new Op(ITERATE, slots);

/** Under mn_invalidate_lock, a spinlock that guards nothing else. */
export const count_active_invalidate = (slots: Memslots, by: 1 | -1): Op<void> => new Op(COUNT, slots, by);

/** Waits until no notifier is between start and end, then publishes the slots (virt/kvm/kvm_main.c, 7.3.4). */
export const kvm_swap_active_memslots = (slots: Memslots, slot: number, state: SlotState): Op<void> =>
  new Op(SWAP, slots, slot, state);

/** The same for a slot that has another place in L1's space from now on. */
export const kvm_swap_moved_memslot = (slots: Memslots, from: number, to: number): Op<void> =>
  new Op(SWAP_MOVED, slots, from, to);

/** The same for a slot that begins or ends to log dirty pages. */
export const kvm_swap_dirty_bitmap = (slots: Memslots, slot: number, bitmap: DirtyBitmap | null): Op<void> =>
  new Op(SWAP_BITMAP, slots, slot, bitmap);
