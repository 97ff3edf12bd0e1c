import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { __free_page } from "../../src/kernel/page.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { FREE_WALKER } from "./unlinked.ts";
import { kvm_pgtable_walk } from "./walk.ts";

/** Frees the tables of a range; nobody else may reach them. The leaves at its ends need not be whole. */
export function* kvm_pgtable_stage2_destroy_range(pgt: KvmPgtable, addr: number, size: number): Task {
  const ret = yield* kvm_pgtable_walk(pgt, addr, size, FREE_WALKER);
  WARN_ON(pgt.mm_ops.world, ret !== 0, "kvm_pgtable_walk(pgt, addr, size, &walker)");
}

export function* kvm_pgtable_stage2_destroy_pgd(pgt: KvmPgtable): Task {
  const pgd = pgt.pgd!;
  pgt.mm_ops.world.emit("free_pages_exact", pgd);
  yield* __free_page(pgd[0]!);
  pgt.pgd = null;
}

export function* kvm_pgtable_stage2_destroy(pgt: KvmPgtable): Task {
  yield* kvm_pgtable_stage2_destroy_range(pgt, 0, 2 ** pgt.ia_bits);
  yield* kvm_pgtable_stage2_destroy_pgd(pgt);
}
