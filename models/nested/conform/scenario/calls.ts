import type { AnyEvent } from "../../../../src/conform/vocabulary.ts";
import type { EventOf } from "../kinds.ts";
import type { Kvm } from "../state/kvm.ts";
import { isWritable, LAST_LEVEL, sizeAt } from "../state/pte.ts";
import type { Call } from "./call.ts";

const PAGE = 0x1000;
const TTL_UNIT = 2 ** 44;
/** Write, not read, in the syndrome of a data abort; and what says that it is one. */
const WNR = 0x40;
const DATA_ABORT = 0x24;
const CLASS_UNIT = 2 ** 26;
const WHOLE = 2 ** 32;
const REWRITE =
  /^S2PT L1 vmid=(\d+) ipa=0x([\da-f]+) gpa=0x([\da-f]+) level=(\d) perm=(\d+) old=0x[\da-f]+ desc=0x([\da-f]+)/;
const MAY_WRITE = 2;

/** What an event is of a command, seen when the state has taken it in; null for all that is only a part of one. */
export function callOf(event: AnyEvent, kvm: Kvm): Call | null {
  switch (event.ev) {
    case "faultin":
      return access(event as EventOf<"faultin">, kvm);
    case "notifier_unmap": {
      const { th, start, end, may_block } = event as EventOf<"notifier_unmap">;
      return { what: "invalidate", ...lockedBy(th, kvm), c: start * PAGE, size: (end - start) * PAGE, may_block };
    }
    case "tlbi_ipa":
    case "tlbi_range":
      return tlbi(event as EventOf<"tlbi_ipa"> | EventOf<"tlbi_range">, kvm);
    case "nested_unmap": {
      const whole = kvm.thread(event.th).tlbi;
      return whole?.vmid === null ? { what: "tlbi_all", ...lockedBy(event.th, kvm) } : null;
    }
    case "flush_slot":
      return { what: "delete_memslot", t: event.t, th: event.th, locks: [] };
    case "wp_range":
      return (event as EventOf<"wp_range">).mmu === "C" ? { what: "start", ...lockedBy(event.th, kvm) } : null;
    case "logmask":
      return { what: "sync", ...lockedBy(event.th, kvm) };
    case "mark":
      return rewrite(event as EventOf<"mark">);
    default:
      return null;
  }
}

/** A call that is told by what happens when it holds the lock. */
function lockedBy(th: string, kvm: Kvm): Pick<Call, "t" | "th" | "locks"> {
  const { lockedAt } = kvm.thread(th);
  return { t: lockedAt, th, locks: [lockedAt] };
}

function access({ th, gfn }: EventOf<"faultin">, kvm: Kvm): Call | null {
  const { fault } = kvm.thread(th);
  if (fault === null || fault.mmu.canonical) {
    return null;
  }
  const { walk, mmu, vcpu, ipa, esr } = fault;
  const write = Math.floor(esr / CLASS_UNIT) === DATA_ABORT && (esr & WNR) !== 0;
  const block = walk !== null && walk.level < LAST_LEVEL;
  return {
    what: "access",
    t: fault.t,
    th,
    locks: [],
    vcpu,
    vmid: mmu.vm ? mmu.l1Vmid : null,
    n: ipa,
    c: gfn * PAGE,
    write,
    block,
    ro: walk !== null && !isWritable(walk.desc),
  };
}

function tlbi(event: EventOf<"tlbi_ipa"> | EventOf<"tlbi_range">, kvm: Kvm): Call | null {
  const { th } = event;
  const running = kvm.thread(th).tlbi;
  if (running === null || running.vmid === null || running.visited.size > 1) {
    return null;
  }
  const base = { ...lockedBy(th, kvm), t: running.t, vmid: running.vmid };
  if (event.ev === "tlbi_range") {
    const whole = event.start === 0 && event.size >= WHOLE;
    return { ...base, what: whole ? "tlbi_vm" : "tlbi_range", n: event.start, size: event.size, ttl: false };
  }
  const ttl = Math.floor(event.xt.low / TTL_UNIT) % 16;
  const size = ttl > 4 && ttl < 8 ? sizeAt(ttl - 4) : PAGE;
  return { ...base, what: "tlbi_ipa", n: (event.xt.low % 2 ** 36) * PAGE, size, ttl: ttl > 4 && ttl < 8 };
}

function rewrite({ t, th, s }: EventOf<"mark">): Call | null {
  const [, vmid, ipa, gpa, level, perm, desc] = REWRITE.exec(s) ?? [];
  if (vmid === undefined) {
    return null;
  }
  const [n, c] = [Number.parseInt(ipa!, 16), Number.parseInt(gpa!, 16)];
  const block = Number(level) < LAST_LEVEL;
  return {
    what: desc === "0" ? "unmap" : "map",
    t,
    th,
    locks: [],
    vmid: Number(vmid),
    n,
    c,
    block,
    ro: (Number(perm) & MAY_WRITE) === 0,
  };
}
