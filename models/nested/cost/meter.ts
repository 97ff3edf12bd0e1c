import { ACQUIRE, READ, WRITE } from "../../../src/core/op.ts";
import type { Op } from "../../../src/core/op.ts";
import { Cell } from "../../../src/kernel/cell.ts";
import { Lock } from "../../../src/kernel/lock.ts";
import { MapleRoot } from "../../../src/kernel/maple_state.ts";
import type { MaState } from "../../../src/kernel/maple_state.ts";
import { RbNode } from "../../../src/kernel/rbtree.ts";
import { Allocator } from "../../../src/kernel/slab.ts";
import type { Memory } from "../../../src/kernel/slab.ts";
import { S2Mmu } from "../mmu/s2-mmu.ts";

/** What the ops of a run are put down to; nothing of `setup` is counted but the memory that it takes. */
export type Phase = "setup" | "fault" | "event" | "hit" | "miss";

/**
 * Counts what a design does, from its ops alone, so that a design of any kind is counted. Names are `phase.what`; accesses
 * to a tracker are `phase.what@label of the tracker`, what it holds at most is `entries@…`, what was allocated `objects@…`.
 */
export class Meter {
  #phase: Phase = "setup";
  /** That of the VM; a design may have one of the same name. */
  mmu_lock: Lock | null = null;
  readonly #counts: Record<string, number> = {};
  /** Steps of range walks that are not put down to the phase yet, and the longest hold among them. */
  #steps = 0;
  #longest = 0;
  /** Steps of range walks since mmu_lock was taken, and since it might last be dropped. */
  #section = 0;
  #hold = 0;
  readonly #live = new Map<string, number>();
  /** Searches under way: what they find next costs no descent. */
  readonly #searches = new WeakSet<object>();

  get phase(): Phase {
    return this.#phase;
  }

  set phase(next: Phase) {
    this.#endWalks();
    this.#phase = next;
  }

  get counts(): Readonly<Record<string, number>> {
    this.#endWalks();
    return this.#counts;
  }

  add(what: string, by = 1): void {
    if (this.#phase !== "setup") {
      const name = `${this.#phase}.${what}`;
      this.#counts[name] = (this.#counts[name] ?? 0) + by;
    }
  }

  /** A range walk has come to the end of a chunk; there may be millions of them in one. */
  chunk(): void {
    this.#steps++;
    this.#section++;
    this.#hold++;
    this.#longest = Math.max(this.#longest, this.#hold);
  }

  /** Puts the walks so far down to the phase. */
  #endWalks(): void {
    if (this.#steps > 0) {
      this.add("steps", this.#steps);
      this.#raise("hold", this.#longest);
      this.#raise("section", this.#section);
    }
    this.#steps = 0;
    this.#longest = 0;
  }

  /** A tracker that knows how much memory it has. */
  holds(bytes: number): void {
    this.#most("bytes", bytes);
  }

  performed(op: Op): void {
    const { object, kind, value: result } = op;
    if (object instanceof S2Mmu) {
      this.#pageTable(kind.name, result);
    } else if (object === this.mmu_lock) {
      this.#lock(kind.name);
    } else if (object instanceof Lock) {
      this.#locked(kind.access);
    } else if (object instanceof Allocator) {
      this.#memory(kind.name, op, result);
    } else if (object instanceof MapleRoot) {
      this.#maple(op, object);
    } else if (object instanceof Cell) {
      this.add("cells");
    } else if (!(object instanceof RbNode)) {
      this.#tree(op);
    }
  }

  #pageTable(name: string, result: unknown): void {
    if (name === "kvm_pgtable_stage2_unmap") {
      this.add("leaves", result as number);
    } else if (name === "kvm_tlb_flush_vmid_range" && this.#phase === "fault") {
      this.add("flushes");
    }
  }

  #lock(name: string): void {
    if (name === "write_lock") {
      this.#endWalks();
      this.#section = 0;
      this.#hold = 0;
    } else if (name === "cond_resched_rwlock_write") {
      this.#hold = 0;
    }
  }

  /** A lock of the tracker. */
  #locked(access: number): void {
    if ((access & ACQUIRE) !== 0) {
      this.add("locks");
    }
  }

  #memory(name: string, op: Op, result: unknown): void {
    if (name === "kmalloc" && result !== null) {
      this.#keep(`objects@${op.a as string}`, 1);
    } else if (name === "kfree" && op.a !== null) {
      this.#keep(`objects@${(op.a as Memory).label}`, -1);
    }
  }

  #maple(op: Op, root: MapleRoot): void {
    const at = `@maple ${root.label}`;
    if (op.kind.name === "mas_find") {
      const { mas } = op.a as { readonly mas: MaState };
      this.#look(this.#searches.has(mas), root.peek.length, at);
      this.#searches.add(mas);
    } else if ((op.kind.access & WRITE) === 0) {
      this.#look(false, root.peek.length, at);
    } else {
      this.add(`stores${at}`);
      this.#most(`entries${at}`, root.peek.length);
    }
  }

  /** By the kernel's way to name what trees do; a descent is one op here, however deep the tree of the model is. */
  #tree({ kind, object }: Op): void {
    const at = `@tree ${object.label}`;
    const { name, access } = kind;
    if (/_insert|_erase|_remove/.test(name)) {
      this.add(`stores${at}`);
      this.#keep(`entries${at}`, name.includes("_insert") ? 1 : -1);
    } else if ((access & WRITE) !== 0) {
      this.add(`stores${at}`);
    } else if (name !== "rb_child" && (access & READ) !== 0) {
      this.#look(name.endsWith("_next"), this.#live.get(`entries${at}`) ?? 0, at);
    }
  }

  /** Where there is nothing, or the search is there already, no depth has to be gone down. */
  #look(isThere: boolean, entries: number, at: string): void {
    this.add(`${isThere || entries === 0 ? "next" : "descents"}${at}`);
  }

  /** The most that there ever were at one time. */
  #keep(name: string, by: number): void {
    const now = (this.#live.get(name) ?? 0) + by;
    this.#live.set(name, now);
    this.#most(name, now);
  }

  #raise(what: string, to: number): void {
    if (this.#phase !== "setup") {
      this.#most(`${this.#phase}.${what}`, to);
    }
  }

  #most(name: string, to: number): void {
    this.#counts[name] = Math.max(this.#counts[name] ?? 0, to);
  }
}
