import {
  drop,
  dropSection,
  hex,
  insertAfter,
  isShadow,
  lastOf,
  nextOf,
  nextPage,
  ofKind,
  set,
  where,
} from "./mutation.ts";
import type { Mutation } from "./mutation.ts";
import type { Line } from "../recordings.ts";

const BASIC = ["basic-ipa40.jsonl.gz"];
const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const SLOTS = ["slots-ipa40.jsonl.gz"];
const RECYCLE = ["recycle-ipa40.jsonl.gz"];

/** The thread has called it before and will again. */
const inside = (kind: string) =>
  where(
    (event, at, events) =>
      event.ev === kind &&
      lastOf(events, at, ({ ev }) => ev === kind) >= 0 &&
      nextOf(events, at, ({ ev }) => ev === kind) >= 0,
  );
const section = (events: readonly Line[], at: number, end: string): readonly Line[] =>
  dropSection(
    events,
    at,
    nextOf(events, at, ({ ev }) => ev === end),
  );
const sizeLess = ({ size }: Line): Readonly<Record<string, unknown>> => ({
  size: hex(size, (value) => value - 0x1000n),
});
/** The unmap or write-protection of the canonical table that follows one of these kinds. */
const rangeAfter = (kind: string, ...named: readonly string[]) =>
  where((event, at, events) => {
    const before = event.ev === kind && event["mmu"] === "C" ? lastOf(events, at, ({ ev }) => ev !== "wlock") : -1;
    return before >= 0 && named.includes(events[before]!.ev);
  });
const shadowLoad = (event: Line): boolean => event.ev === "load" && isShadow(event);

/** Calls as a whole: that they return, what they are about, for whom. */
export const calls: readonly Mutation[] = [
  { kind: "a fault does not return", claim: "calls-paired", of: BASIC, places: inside("fault_ret"), change: drop },
  {
    kind: "a fault returns that did not begin",
    claim: "calls-paired",
    of: BASIC,
    places: inside("fault"),
    change: drop,
  },
  {
    kind: "an unmap does not return",
    claim: "calls-paired",
    of: RANDOM,
    places: inside("unmap_range_ret"),
    change: drop,
  },
  { kind: "a map does not return", claim: "calls-paired", of: BASIC, places: inside("map_ret"), change: drop },
  {
    kind: "a notifier unmaps less than was named",
    claim: "named-range",
    of: RANDOM,
    places: rangeAfter("unmap_range", "notifier_unmap"),
    change: set(sizeLess),
  },
  {
    kind: "a notifier unmaps the page after the one that was named",
    claim: "named-range",
    of: RANDOM,
    places: rangeAfter("unmap_range", "notifier_unmap"),
    change: set(({ start }) => ({ start: nextPage(start) })),
  },
  {
    kind: "a memslot is flushed but for its last page",
    claim: "named-range",
    of: SLOTS,
    places: rangeAfter("unmap_range", "flush_slot"),
    change: set(sizeLess),
  },
  {
    kind: "a mask of the dirty log is write-protected but for its last page",
    claim: "named-range",
    of: RANDOM,
    places: rangeAfter("wp_range", "logmask"),
    change: set(({ end }) => ({ end: hex(end, (value) => value - 0x1000n) })),
  },
  {
    kind: "a vCPU is loaded and was not put",
    claim: "load-pairs",
    of: RECYCLE,
    places: where((event, at, events) => event.ev === "put" && nextOf(events, at, ({ ev }) => ev === "load") >= 0),
    change: drop,
  },
  {
    kind: "a vCPU is put from another MMU",
    claim: "load-pairs",
    of: RECYCLE,
    places: where((event) => event.ev === "put" && isShadow(event)),
    change: set(() => ({ mmu: "C" })),
  },
  {
    kind: "a vCPU is loaded by two threads",
    claim: "load-pairs",
    of: RECYCLE,
    places: where(shadowLoad),
    change: (events, at) => insertAfter(events, at, [{ ...events[at]!, th: "T9" }]),
  },
  {
    kind: "a shadow gets the VMID of the canonical MMU",
    claim: "vmid-own",
    of: RECYCLE,
    places: where((event) => event.ev === "tf_cpu" && isShadow(event)),
    change: (events, at) => {
      const own = events.find(({ ev, mmu }) => ev === "tf_cpu" && mmu === "C")!["vmid"];
      return events.map((event, place) =>
        place >= at && event["mmu"] === events[at]!["mmu"] && typeof event["vmid"] === "string" && event["vmid"] !== "0"
          ? { ...event, vmid: own }
          : event,
      );
    },
  },
  {
    kind: "a shadow gets another VMID in the same generation",
    claim: "vmid-own",
    of: RECYCLE,
    places: where((event) => shadowLoad(event) && event["vmid"] !== "0"),
    change: set(({ vmid }) => ({ vmid: hex(vmid, (value) => value + 9n) })),
  },
  {
    kind: "a fault is of another vCPU than is loaded",
    claim: "tenancy",
    of: BASIC,
    places: ofKind("fault"),
    change: set(({ vcpu }) => ({ vcpu: Number(vcpu) + 1 })),
  },
  {
    kind: "a TLBI of L1 by address or VMID does nothing",
    claim: "tlbi-handled",
    of: BASIC,
    places: where((event, at, events) => {
      const trap = event.ev === "by_vmid" ? events[lastOf(events, at, ({ ev }) => ev === "tlbi_trap")] : undefined;
      return (
        trap !== undefined &&
        /_IPAS2|_VMALLS12/.test(String(trap["s"])) &&
        lastOf(events, at, ({ ev }) => ev === "by_vmid") >= 0
      );
    }),
    change: (events, at) => section(events, at, "by_vmid_ret"),
  },
  {
    kind: "a TLBI of L1 for all guests does nothing",
    claim: "tlbi-handled",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "wlock" && String(events[lastOf(events, at, () => true)]?.["s"]).includes("_ALLE1"),
    ),
    change: (events, at) => section(events, at, "wunlock"),
  },
];
