import type { Automaton, Transition } from "../../../src/conform/automaton.ts";
import type { AnyEvent } from "../../../src/conform/vocabulary.ts";
import type { EventOf } from "./kinds.ts";

/** Kinds of events whose names an automaton takes over. */
const named =
  (kinds: readonly string[]) =>
  ({ ev }: AnyEvent): string | null =>
    kinds.includes(ev) ? ev : null;

const loops = (state: string, events: readonly string[]): readonly Transition[] =>
  events.map((event) => [state, event, state]);

const READING = ["map", "relax"];
const WRITING = [
  "map",
  "unmap_range",
  "wp_range",
  "split",
  "lookup",
  "notifier_unmap",
  "nested_unmap",
  "nested_wp",
  "age",
  "test_age",
];

const mmuLock: Automaton = {
  name: "kvm_mmu_lock",
  says: "what a thread does under mmu_lock: leaves are mapped with it held, and taken away with it held for write",
  initial: "unlocked",
  transitions: [
    ["unlocked", "rlock", "reading"],
    ["reading", "runlock", "unlocked"],
    ["unlocked", "wlock", "writing"],
    ["writing", "wunlock", "unlocked"],
    ...loops("reading", READING),
    ...loops("writing", WRITING),
  ],
  project: named(["rlock", "runlock", "wlock", "wunlock", ...READING, ...WRITING]),
  functions: {
    rlock: "_raw_read_lock%return",
    runlock: "_raw_read_unlock",
    wlock: "_raw_write_lock%return",
    wunlock: "_raw_write_unlock",
    map: "kvm_pgtable_stage2_map",
    relax: "kvm_pgtable_stage2_relax_perms",
    unmap_range: "__unmap_stage2_range",
    wp_range: "kvm_stage2_wp_range",
    split: "kvm_pgtable_stage2_split",
    lookup: "lookup_s2_mmu%return",
    notifier_unmap: "kvm_unmap_gfn_range",
    nested_unmap: "kvm_nested_s2_unmap",
    nested_wp: "kvm_nested_s2_wp",
    age: "kvm_age_gfn%return",
    test_age: "kvm_test_age_gfn%return",
  },
};

/** One call of a notifier, from `outside` and back to it. */
const bracket = (outside: string, prefix: string): readonly Transition[] => [
  [outside, "mn_start", `${prefix}starting`],
  [`${prefix}starting`, "notifier_unmap", `${prefix}unmapping`],
  [`${prefix}unmapping`, "notifier_unmap_ret", `${prefix}unmapped`],
  [`${prefix}unmapped`, "notifier_unmap", `${prefix}unmapping`],
  [`${prefix}starting`, "mn_start_ret", `${prefix}untouched`],
  [`${prefix}untouched`, "mn_end", outside],
  [`${prefix}unmapped`, "mn_start_ret", `${prefix}gone`],
  [`${prefix}gone`, "mn_end", `${prefix}ending`],
  [`${prefix}ending`, "inv_end", outside],
];

const notifier: Automaton = {
  name: "kvm_notifier",
  says: "notifiers of the memory manager, one inside another at most: what was unmapped at a start is given back once at its end",
  initial: "idle",
  transitions: [...bracket("idle", ""), ...bracket("gone", "second_"), ...bracket("untouched", "other_")],
  project: named(["mn_start", "mn_start_ret", "mn_end", "notifier_unmap", "notifier_unmap_ret", "inv_end"]),
  functions: {
    mn_start: "kvm_mmu_notifier_invalidate_range_start",
    mn_start_ret: "kvm_mmu_notifier_invalidate_range_start%return",
    mn_end: "kvm_mmu_notifier_invalidate_range_end",
    notifier_unmap: "kvm_unmap_gfn_range",
    notifier_unmap_ret: "kvm_unmap_gfn_range%return",
    inv_end: "kvm_mmu_invalidate_end%return",
  },
};

const fault: Automaton = {
  name: "kvm_stage2_fault",
  says: "a stage-2 fault: the guest's tables, the frame, then mmu_lock and one leaf at most, then the dirty log",
  initial: "idle",
  transitions: [
    ["idle", "fault", "begun"],
    ["begun", "walk", "walked"],
    ["begun", "faultin", "found"],
    ["begun", "inject", "done"],
    ["begun", "fault_ret", "idle"],
    ["walked", "faultin", "found"],
    ["walked", "inject", "done"],
    ["walked", "fault_ret", "idle"],
    ["found", "rlock", "locked"],
    ["found", "fault_ret", "idle"],
    ["locked", "map", "mapped"],
    ["locked", "relax", "mapped"],
    ["locked", "runlock", "done"],
    ["mapped", "runlock", "done"],
    ["done", "mark_dirty", "done"],
    ["done", "fault_ret", "idle"],
  ],
  project: named(["fault", "walk", "faultin", "inject", "rlock", "map", "relax", "runlock", "mark_dirty", "fault_ret"]),
  functions: {
    fault: "kvm_handle_guest_abort",
    walk: "kvm_walk_nested_s2%return",
    faultin: "__kvm_faultin_pfn%return",
    inject: "kvm_inject_s2_fault",
    rlock: "_raw_read_lock%return",
    map: "kvm_pgtable_stage2_map",
    relax: "kvm_pgtable_stage2_relax_perms",
    runlock: "_raw_read_unlock",
    mark_dirty: "mark_page_dirty_in_slot",
    fault_ret: "kvm_handle_guest_abort%return",
  },
};

const vcpu: Automaton = {
  name: "kvm_vcpu_mmu",
  says: "a vCPU faults on an MMU that it is loaded with, and with an unmap pending only when that is done",
  initial: "out",
  transitions: [
    ["out", "load", "loaded"],
    ["out", "load_pending", "pending"],
    ["pending", "unmap_range_ret", "loaded"],
    ["pending", "put", "out"],
    ["loaded", "unmap_range_ret", "loaded"],
    ["out", "unmap_range_ret", "out"],
    ["loaded", "put", "out"],
    ["loaded", "fault", "faulting"],
    ["faulting", "put", "faulting_out"],
    ["faulting", "unmap_range_ret", "faulting"],
    ["faulting_out", "unmap_range_ret", "faulting_out"],
    ["faulting_out", "load", "faulting"],
    ["faulting", "fault_ret", "loaded"],
    ["faulting_out", "fault_ret", "out"],
  ],
  project: (event) =>
    event.ev === "load" && (event as EventOf<"load">).pend
      ? "load_pending"
      : named(["load", "put", "fault", "fault_ret", "unmap_range_ret"])(event),
  functions: {
    load: "kvm_vcpu_load_hw_mmu%return, pending_unmap clear",
    load_pending: "kvm_vcpu_load_hw_mmu%return, pending_unmap set",
    put: "kvm_vcpu_put_hw_mmu",
    fault: "kvm_handle_guest_abort",
    fault_ret: "kvm_handle_guest_abort%return",
    unmap_range_ret: "__unmap_stage2_range%return",
  },
};

/** For threads of the host, a projection of what the claims judge; each can run in the kernel as a monitor per task. */
export const automata: readonly Automaton[] = [mmuLock, notifier, fault, vcpu];
