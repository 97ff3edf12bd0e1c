import type { Task } from "../../../src/core/task.ts";
import { rcu_barrier } from "../../../src/kernel/rcu.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_test_clear_young } from "../../../models/pgtable/age.ts";
import { kvm_stage2_destroy, stage2_apply_range } from "../../../models/pgtable/apply-range.ts";
import {
  kvm_pgtable_stage2_mkyoung,
  kvm_pgtable_stage2_relax_perms,
  kvm_pgtable_stage2_wrprotect,
} from "../../../models/pgtable/attrs.ts";
import { kvm_pgtable_stage2_destroy } from "../../../models/pgtable/destroy.ts";
import { kvm_pgtable_stage2_flush } from "../../../models/pgtable/flush.ts";
import { kvm_pgtable_get_leaf } from "../../../models/pgtable/get-leaf.ts";
import type { KvmMmuMemoryCache } from "../../../models/pgtable/memory-cache.ts";
import { kvm_pgtable_stage2_annotate, kvm_pgtable_stage2_map } from "../../../models/pgtable/map.ts";
import {
  KVM_PGTABLE_PROT_DEVICE,
  KVM_PGTABLE_PROT_NORMAL_NC,
  KVM_PGTABLE_PROT_PX,
  KVM_PGTABLE_PROT_R,
  KVM_PGTABLE_PROT_SW_SHIFT,
  KVM_PGTABLE_PROT_UX,
  KVM_PGTABLE_PROT_W,
} from "../../../models/pgtable/prot.ts";
import { kvm_pgtable_stage2_split } from "../../../models/pgtable/split.ts";
import { kvm_pgtable_stage2_unmap } from "../../../models/pgtable/unmap.ts";
import { KVM_PGTABLE_WALK_SHARED } from "../../../models/pgtable/walk.ts";
import { cacheOf, lockEntry, unlockEntry } from "./host.ts";
import type { Host } from "./host.ts";
import { leafAnswer } from "./print.ts";
import type { VectorOp } from "./vector-file.ts";

const hexOf = (text: string): number => Number(`0x${text}`);

const protBits: Record<string, number> = {
  r: KVM_PGTABLE_PROT_R,
  w: KVM_PGTABLE_PROT_W,
  p: KVM_PGTABLE_PROT_PX,
  u: KVM_PGTABLE_PROT_UX,
  D: KVM_PGTABLE_PROT_DEVICE,
  C: KVM_PGTABLE_PROT_NORMAL_NC,
};

const protOf = (letters: string): number =>
  letters
    .split("")
    .reduce((prot, letter) => prot | (protBits[letter] ?? 1 << (KVM_PGTABLE_PROT_SW_SHIFT + Number(letter))), 0);

/** Makes a recorded call; its answer, as recorded. */
export function* call(host: Host, op: VectorOp): Task<unknown> {
  const { mmu_lock, pgt } = host;
  if ("size" in op || op.op === "mkyoung" || op.op === "relax") {
    const mc = "mc" in op ? yield* cacheOf(host, op.mc) : null;
    const shared = "shared" in op && op.shared === 1;
    yield* shared ? read_lock(mmu_lock) : write_lock(mmu_lock);
    const ret = yield* walkOf(host, op, mc, shared ? KVM_PGTABLE_WALK_SHARED : 0);
    yield* shared ? read_unlock(mmu_lock) : write_unlock(mmu_lock);
    return ret ?? null;
  }
  switch (op.op) {
    case "lock":
      return yield* lockEntry(host, hexOf(op.ipa), op.level);
    case "unlock":
      yield* unlockEntry(host);
      return null;
    case "grace":
      yield* rcu_barrier(host.rcu);
      return null;
    case "destroy":
      yield* kvm_pgtable_stage2_destroy(pgt);
      return null;
    case "destroy_chunked":
      yield* kvm_stage2_destroy(pgt);
      return null;
    case "get_leaf": {
      const leaf = { pte: 0, level: 0 };
      const ret = yield* kvm_pgtable_get_leaf(pgt, hexOf(op.ipa), leaf);
      return ret === 0 ? leafAnswer(host.mm_ops.geometry, leaf) : [ret];
    }
    default:
      return op satisfies never;
  }
}

type WalkOp = Extract<VectorOp, { readonly size: string } | { readonly op: "mkyoung" } | { readonly op: "relax" }>;

/** The call itself; mmu_lock is held, for read if others may walk at the same time. */
function walkOf({ pgt, mmu_lock }: Host, op: WalkOp, mc: KvmMmuMemoryCache | null, flags: number): Task<unknown> {
  const ipa = hexOf(op.ipa);
  const size = "size" in op ? hexOf(op.size) : 0;
  switch (op.op) {
    case "map":
      return kvm_pgtable_stage2_map(pgt, ipa, size, hexOf(op.pa), protOf(op.prot), mc, flags);
    case "unmap":
      return kvm_pgtable_stage2_unmap(pgt, ipa, size);
    case "unmap_chunked":
      return stage2_apply_range(mmu_lock, pgt, ipa, ipa + size, kvm_pgtable_stage2_unmap);
    case "wrprotect":
      return kvm_pgtable_stage2_wrprotect(pgt, ipa, size);
    case "flush":
      return kvm_pgtable_stage2_flush(pgt, ipa, size);
    case "mkyoung":
      return kvm_pgtable_stage2_mkyoung(pgt, ipa, flags);
    case "age":
      return kvm_pgtable_stage2_test_clear_young(pgt, ipa, size, op.mkold === 1);
    case "relax":
      return kvm_pgtable_stage2_relax_perms(pgt, ipa, protOf(op.prot), flags);
    case "split":
      return kvm_pgtable_stage2_split(pgt, ipa, size, mc!);
    case "annotate":
      return kvm_pgtable_stage2_annotate(pgt, ipa, size, mc, op.type, hexOf(op.annot));
    default:
      return op satisfies never;
  }
}
