import {
  dropSection,
  hex,
  insertAfter,
  isShadow,
  lastOf,
  nextOf,
  set,
  where,
  type Mutation,
  dropBetween,
  markOf,
} from "./mutation.ts";
import type { Line } from "../recordings.ts";

const RECYCLE = ["recycle-ipa40.jsonl.gz"];
const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];

const shadowLoad = (event: Line): boolean => event.ev === "load" && isShadow(event);
const lookedUp = (events: readonly Line[], at: number): Line | undefined => {
  const lookup = lastOf(events, at, ({ ev }) => ev === "lookup" || ev === "load");
  return events[lookup]?.ev === "lookup" ? events[lookup] : undefined;
};
const hit = where((event, at, events) => shadowLoad(event) && typeof lookedUp(events, at)?.["mmu"] === "string");
const recycled = where(
  (event, at, events) => shadowLoad(event) && event["pend"] === 1 && lookedUp(events, at)?.["mmu"] === null,
);
const other = (mmu: unknown): string => (mmu === "S0" ? "S1" : "S0");
/** A load of a shadow with which the guest then runs. */
const runs = (event: Line, at: number, events: readonly Line[]): boolean =>
  shadowLoad(event) && events[nextOf(events, at, ({ ev }) => ev === "fault" || ev === "put")]?.ev === "fault";
const pendingSection = where(
  (event, at, events) =>
    event.ev === "pending_unmap" &&
    events[nextOf(events, at, ({ ev }) => ev === "pte_unmap" || ev === "unmap_range_ret")]?.ev === "pte_unmap",
);

export const owners: readonly Mutation[] = [
  {
    kind: "a vCPU gets another shadow than it looked up",
    claim: "lookup",
    of: RECYCLE,
    places: hit,
    change: set(({ mmu }) => ({ mmu: other(mmu) })),
  },
  {
    kind: "a vCPU has another VTTBR than its shadow",
    claim: "lookup",
    of: RECYCLE,
    places: hit,
    change: set(({ vttbr }) => ({ vttbr: hex(vttbr, (value) => value + 0x1000n) })),
  },
  {
    kind: "a vCPU has another VMID of L1 than its shadow",
    claim: "lookup",
    of: RECYCLE,
    places: hit,
    change: set(({ vttbr }) => ({ vttbr: hex(vttbr, (value) => value + (1n << 48n)) })),
  },
  {
    kind: "a vCPU with stage-2 off gets a shadow with stage-2 on",
    claim: "lookup",
    of: RECYCLE,
    places: hit,
    change: set(({ vm }) => ({ vm: vm === 1 ? 0 : 1 })),
  },
  {
    kind: "L1 was told to run another guest",
    claim: "lookup",
    of: RECYCLE,
    places: where((event) => markOf(event).includes("SETCTX")),
    change: set(({ s }) => ({ s: String(s).replace("vttbr=0x", "vttbr=0x5") })),
  },
  {
    kind: "L1 was told to turn stage-2 off",
    claim: "lookup",
    of: RECYCLE,
    places: where((event) => markOf(event).endsWith("hcr=0x480000039")),
    change: set(({ s }) => ({ s: String(s).replace(/39$/, "38") })),
  },
  {
    kind: "a shadow that is there is not found",
    claim: "lookup",
    of: RECYCLE,
    places: where((event) => event.ev === "lookup" && typeof event["mmu"] === "string"),
    change: set(() => ({ mmu: null })),
  },
  {
    kind: "a shadow is recycled and its unmap is not pending",
    claim: "recycle",
    of: RECYCLE,
    places: recycled,
    change: set(() => ({ pend: 0 })),
  },
  {
    kind: "a shadow is recycled while a vCPU is loaded with it",
    claim: "recycle",
    of: RECYCLE,
    places: recycled,
    change: (events, at) => {
      const { t, ...load } = events[at]!;
      const before = events.slice(0, at).findLast((event) => event.ev === "load" && event["mmu"] === load["mmu"])!;
      return insertAfter(events, at - 1, [{ ...before, t, th: "T9", vcpu: 9 }]);
    },
  },
  {
    kind: "a vCPU that was scheduled out comes back to another shadow",
    claim: "recycle",
    of: [...RANDOM, "two_1-ipa36-cut.jsonl.gz"],
    places: where(
      (event, at, events) =>
        shadowLoad(event) &&
        lookedUp(events, at) === undefined &&
        events[lastOf(events, at, ({ ev }) => ev === "put")]?.["sched"] === 1,
    ),
    change: set(({ mmu }) => ({ mmu: other(mmu) })),
  },
  {
    kind: "a shadow is loaded without a reference",
    claim: "refcount",
    of: RECYCLE,
    places: where(shadowLoad),
    change: set(() => ({ ref: 0 })),
  },
  {
    kind: "a shadow is put without a reference",
    claim: "refcount",
    of: RECYCLE,
    places: where((event) => event.ev === "put" && isShadow(event)),
    change: set(() => ({ ref: 0 })),
  },
  {
    kind: "the canonical MMU has a reference",
    claim: "refcount",
    of: RECYCLE,
    places: where((event) => event.ev === "load" && event["mmu"] === "C"),
    change: set(() => ({ ref: 1 })),
  },
  {
    kind: "the guest runs without the pending unmap",
    claim: "pending-unmap",
    of: RECYCLE,
    places: pendingSection,
    change: (events, at) =>
      dropSection(
        events,
        at,
        nextOf(events, at, ({ ev }) => ev === "wunlock"),
      ),
  },
  {
    kind: "the pending unmap is of a part only",
    claim: "pending-unmap",
    of: RECYCLE,
    places: where(
      (event, at, events) =>
        event.ev === "unmap_range" && events[lastOf(events, at, ({ ev }) => ev !== "wlock")]?.ev === "pending_unmap",
    ),
    change: set(() => ({ size: "1000000" })),
  },
  {
    kind: "a shadow is pending that nobody unmaps",
    claim: "pending-unmap",
    of: RECYCLE,
    places: where((event, at, events) => runs(event, at, events) && event["pend"] === 0),
    change: set(() => ({ pend: 1 })),
  },
  {
    kind: "the pending unmap leaves all leaves",
    claim: "tenancy",
    of: RECYCLE,
    places: pendingSection,
    change: (events, at) =>
      dropBetween(
        events,
        nextOf(events, at, ({ ev }) => ev === "unmap_range"),
        nextOf(events, at, ({ ev }) => ev === "unmap_range_ret"),
      ),
  },
  {
    kind: "the guest faults on another MMU than it is loaded with",
    claim: "tenancy",
    of: RECYCLE,
    places: where((event) => event.ev === "fault" && isShadow(event)),
    change: set(({ mmu }) => ({ mmu: other(mmu) })),
  },
];
