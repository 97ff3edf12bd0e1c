import type { Op } from "../../src/core/op.ts";
import { WRITE } from "../../src/core/op.ts";
import type { TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { EverValid } from "../pgtable/ever-valid.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_valid, Pte, pte_frame, stage2_pte_is_locked } from "../pgtable/pte.ts";
import type { kvm_pte_t } from "../pgtable/pte.ts";
import { FRAME, PAGES } from "./config.ts";
import { entryAt } from "./entry-at.ts";
import type { Range } from "./events.ts";
import { History } from "./history.ts";
import type { Vm } from "./state.ts";

/** What claims know of a run besides what is in memory. Told of every step. */
export class Ghost {
  readonly tlb = new EverValid();
  readonly history: History;
  readonly #vm: Vm;
  /** The leaf, or what else is at the end of the walk of each page, when no walker had it locked last. */
  readonly #settled: kvm_pte_t[] = [];
  /** How often that has changed, by page and task. */
  readonly #changes: number[][] = Array.from({ length: PAGES }, () => []);
  /** Who has broken an entry and has not made it. */
  readonly #owners = new Map<Pte, number>();
  readonly #values = new Map<Pte, kvm_pte_t>();
  /** What the writer of mmu_lock has just unmapped. */
  unmapped: Range | null = null;
  /** A leaf that goes to a frame that is not behind its page, in one sentence. */
  misplaced: string | null = null;
  /** A store to an entry by somebody whom it does not belong to, in one sentence. */
  trespass: string | null = null;
  /** What somebody looked at between the break of an entry and its make, in one sentence. */
  dallied: string | null = null;

  constructor(vm: Vm) {
    this.#vm = vm;
    this.history = new History(vm.pgt!);
    this.#settle(-1);
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    const { object } = op;
    if (object instanceof Pte) {
      this.#judgeWindow(object, task);
      if ((op.kind.access & WRITE) !== 0) {
        this.#judgeStore(object, op, task);
        this.#settle(task.id);
      }
    }
    this.tlb.step(op, task, result, world);
  }

  /** How often what is at page `ia` was changed by tasks other than this one. */
  changesByOthers(ia: number, task: number): number {
    return this.#changes[ia]!.reduce((sum, times, by) => (by === task ? sum : sum + times), 0);
  }

  #judgeWindow(ptep: Pte, { id, name }: TaskState): void {
    for (const [broken, owner] of this.#owners) {
      if (owner === id && broken !== ptep && this.tlb.reaches(broken.page)) {
        this.dallied ??= `${name} is at ${ptep.label} while it has ${broken.label} locked`;
      }
    }
  }

  #judgeStore(ptep: Pte, { kind }: Op, task: TaskState): void {
    const old = this.#values.get(ptep) ?? 0;
    if (old === ptep.peek) {
      return;
    }
    this.#values.set(ptep, ptep.peek);
    const owner = this.#owners.get(ptep);
    if (stage2_pte_is_locked(old) && owner !== undefined && owner !== task.id) {
      this.trespass ??= `${task.name} stores ${ptep.print(ptep.peek)} to ${ptep.label}, which ${this.#vm.world.tasks[owner]!.name} has locked`;
    }
    if (kind.name === "WRITE_ONCE" && this.#vm.mmu_lock.writer !== task && this.tlb.reaches(ptep.page)) {
      this.trespass ??= `${task.name} stores ${ptep.print(ptep.peek)} to ${ptep.label} without mmu_lock held for write`;
    }
    if (stage2_pte_is_locked(ptep.peek)) {
      this.#owners.set(ptep, task.id);
    } else {
      this.#owners.delete(ptep);
    }
  }

  #settle(by: number): void {
    const { pgt } = this.#vm;
    if (pgt === null) {
      return;
    }
    for (let ia = 0; ia < PAGES; ia++) {
      const [ptep, level] = entryAt(pgt, ia);
      const pte = ptep.peek;
      if (stage2_pte_is_locked(pte) || pte === this.#settled[ia]) {
        continue;
      }
      this.#settled[ia] = pte;
      if (by >= 0) {
        this.#changes[ia]![by] = (this.#changes[ia]![by] ?? 0) + 1;
      }
      const base = ia - (ia % kvm_granule_size(pgt.mm_ops.geometry, level));
      if (kvm_pte_valid(pte) && pte_frame(pte) !== FRAME + base) {
        this.misplaced ??= `page ${base} goes to ${ptep.print(pte)}, which is not frame 0x${(FRAME + base).toString(16)}`;
      }
    }
  }
}
