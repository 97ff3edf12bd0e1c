import type { Handlers } from "../kinds.ts";
import type { Kvm } from "./kvm.ts";

const PAGE = 0x1000;

/** What the memory manager takes away, and the counts that keep faults out meanwhile. */
export function notifiers(kvm: Kvm): Handlers {
  return {
    mn_start({ th, start, end }) {
      kvm.thread(th).brackets.push({ start, end, starting: true, raised: false, unmapped: false });
    },
    mn_start_ret({ th }) {
      const bracket = kvm.thread(th).brackets.at(-1);
      if (bracket !== undefined) {
        bracket.starting = false;
      }
    },
    mn_end({ th }) {
      const thread = kvm.thread(th);
      if (thread.brackets.pop()?.raised === false) {
        thread.notifier = null;
      }
    },
    notifier_unmap({ th, start, end, seq, inprog }) {
      const thread = kvm.thread(th);
      thread.notifier = { start: start * PAGE, size: (end - start) * PAGE };
      const bracket = thread.brackets.at(-1);
      if (bracket !== undefined) {
        bracket.unmapped = true;
      }
      kvm.seq = seq;
      kvm.inProgress = inprog;
      kvm.seqMayJump = false;
    },
    notifier_unmap_ret({ th }) {
      const thread = kvm.thread(th);
      if (thread.notifier !== null) {
        kvm.gone = [...kvm.gone, { ...thread.notifier, by: thread }];
        thread.notifier = null;
      }
    },
    tlbi_trap({ s }) {
      kvm.seqMayJump ||= !/S2E1|S12E1/.test(s);
    },
    inv_end({ t, th, seq, inprog }) {
      const thread = kvm.thread(th);
      kvm.seq = seq;
      kvm.inProgress = inprog;
      kvm.seqMayJump = false;
      kvm.invalidatedAt = t;
      kvm.gone = kvm.gone.filter(({ by }) => by !== thread);
    },
  };
}

/** Unmaps and write-protections of all shadows, and what they are for. */
export function sweeps(kvm: Kvm): Handlers {
  return {
    flush_slot: ({ th, base, npages }) => void (kvm.thread(th).slot = { start: base * PAGE, size: npages * PAGE }),
    nested_unmap({ t, th }) {
      const thread = kvm.thread(th);
      thread.sweep = new Set();
      if (thread.notifier === null && thread.slot === null) {
        thread.tlbi = { t, vmid: null, visited: thread.sweep, ranges: [] };
      }
    },
    nested_unmap_ret({ t, th }) {
      const thread = kvm.thread(th);
      if (thread.tlbi?.vmid === null) {
        kvm.retire(thread.tlbi, t);
        thread.tlbi = null;
      }
      thread.sweep = null;
      thread.slot = null;
    },
    nested_wp: ({ th }) => void (kvm.thread(th).sweep = new Set()),
    nested_wp_ret: ({ th }) => void (kvm.thread(th).sweep = null),
  };
}
