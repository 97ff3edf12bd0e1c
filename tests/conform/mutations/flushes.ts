import {
  drop,
  hex,
  insertAfter,
  isShadow,
  isTableEntry,
  lastOf,
  nextNumber,
  nextOf,
  set,
  where,
  type Mutation,
} from "./mutation.ts";
import { HAND, type Line } from "../recordings.ts";

const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const BASIC = ["basic-ipa40.jsonl.gz"];
const DIRTY = ["dirty-ipa40-cut.jsonl.gz"];
const FULL = ["recycle-ipa36-full.jsonl.gz"];

const WRITE = 0x80n;
const bit = (value: unknown, mask: bigint): boolean => (BigInt(`0x${String(value)}`) & mask) !== 0n;
const otherMmu = ({ mmu }: Line): Readonly<Record<string, unknown>> => ({ mmu: mmu === "C" ? "S0" : "C" });

/** The TLBI before a table page is freed. */
const beforeFree = where((event, at, events) => {
  const next = event.ev === "tf_ipa" ? events[nextOf(events, at, () => true)] : undefined;
  return next?.ev === "pte_unmap" && next["pte"] === "0" && isTableEntry(next["level"], next["old"]);
});
/** The range TLBI that ends an unmap of leaves. */
const endsUnmap = where((event, at, events) => {
  const cleared =
    event.ev === "tf_range"
      ? lastOf(
          events,
          at,
          ({ ev, pte, level }) => (ev === "pte_unmap" && pte === "0" && level === 3) || ev === "unmap_range",
        )
      : -1;
  return (
    cleared >= 0 &&
    events[cleared]!.ev === "pte_unmap" &&
    events[nextOf(events, at, () => true)]?.ev === "unmap_range_ret" &&
    events[at - 1]?.ev !== "tf_ipa" &&
    !freed(events, cleared, at)
  );
});
/** A TLBI for the table page retires the leaf as well. */
const freed = (events: readonly Line[], from: number, to: number): boolean =>
  events.slice(from, to).some(({ ev }) => ev === "tf_ipa");
const relaxes = where(
  (event, at, events) =>
    event.ev === "tf_ipa_nsh" && events[nextOf(events, at, ({ ev }) => ev === "relax_ret")]?.["ret"] === 0,
);
const protects = where((event) => event.ev === "pte_attr" && bit(event["old"], WRITE) && !bit(event["pte"], WRITE));

export const flushes: readonly Mutation[] = [
  {
    kind: "a page that is mapped for writing is not marked dirty",
    claim: "dirty-log",
    of: BASIC,
    places: where(({ ev }) => ev === "mark_dirty"),
    change: drop,
  },
  {
    kind: "another page is marked dirty",
    claim: "dirty-log",
    of: BASIC,
    places: where(({ ev }) => ev === "mark_dirty"),
    change: set(({ gfn }) => ({ gfn: nextNumber(gfn) })),
  },
  {
    kind: "a page is marked dirty after the fault",
    claim: "dirty-log",
    of: BASIC,
    places: where((event, at, events) => event.ev === "mark_dirty" && events[at + 1]?.ev === "fault_ret"),
    change: (events, at) => [...events.slice(0, at), events[at + 1]!, events[at]!, ...events.slice(at + 2)],
  },
  {
    kind: "write-protection leaves a leaf writable",
    claim: "write-protect",
    of: DIRTY,
    places: protects,
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value | WRITE) })),
  },
  { kind: "write-protection leaves a leaf out", claim: "write-protect", of: DIRTY, places: protects, change: drop },
  {
    kind: "a table page is freed without a TLBI",
    claim: "flush-before-free",
    of: BASIC,
    places: beforeFree,
    change: drop,
  },
  {
    kind: "a table page is freed after a TLBI for another MMU",
    claim: "flush-before-free",
    of: BASIC,
    places: beforeFree,
    change: set(otherMmu),
  },
  {
    kind: "a table page is freed after a TLBI for another address",
    claim: "flush-before-free",
    of: BASIC,
    places: beforeFree,
    change: set(({ ipa }) => ({ ipa: hex(ipa, (value) => value + (1n << 39n)) })),
  },
  {
    kind: "a table page is freed after a TLBI of the last level",
    claim: "flush-before-free",
    of: BASIC,
    places: beforeFree,
    change: set(() => ({ level: 3 })),
  },
  {
    kind: "a table page is freed before its TLBI",
    claim: "flush-before-free",
    of: BASIC,
    places: beforeFree,
    change: (events, at) => [...events.slice(0, at), events[at + 1]!, events[at]!, ...events.slice(at + 2)],
  },
  {
    kind: "a leaf is replaced without a TLBI",
    claim: "flush-before-make",
    of: [HAND],
    places: where((event, at, events) => event.ev === "tf_ipa" && events[at + 1]?.ev === "pte_break"),
    change: drop,
  },
  {
    kind: "a leaf is replaced after a TLBI for another MMU",
    claim: "flush-before-make",
    of: [HAND],
    places: where((event, at, events) => event.ev === "tf_ipa" && events[at + 1]?.ev === "pte_break"),
    change: set(() => ({ mmu: "S0" })),
  },
  {
    kind: "a leaf is replaced after a TLBI of another level",
    claim: "flush-before-make",
    of: [HAND],
    places: where((event, at, events) => event.ev === "tf_ipa" && events[at + 1]?.ev === "pte_break"),
    change: set(({ level }) => ({ level: level === 2 ? 3 : 2 })),
  },
  { kind: "leaves are cleared without a TLBI", claim: "flush-after-unmap", of: BASIC, places: endsUnmap, change: drop },
  {
    kind: "leaves are cleared and the TLBI goes to another MMU",
    claim: "flush-after-unmap",
    of: BASIC,
    places: endsUnmap,
    change: set(otherMmu),
  },
  {
    kind: "leaves are cleared and the TLBI goes elsewhere",
    claim: "flush-after-unmap",
    of: BASIC,
    places: endsUnmap,
    change: set(({ start }) => ({ start: hex(start, (value) => value + (1n << 33n)) })),
  },
  {
    kind: "leaves are cleared and the TLBI is too short",
    claim: "flush-after-unmap",
    of: BASIC,
    places: where((event, at, events) => endsUnmap(events).includes(at) && event["pages"] !== "0"),
    change: set(() => ({ pages: "0" })),
  },
  {
    kind: "a chunk is left without its TLBI",
    claim: "flush-after-unmap",
    of: FULL,
    places: where(
      (event, at, events) => event.ev === "tf_range" && event["pages"] === "40000" && leavesBefore(events, at),
    ),
    change: drop,
  },
  { kind: "a leaf is relaxed without a TLBI", claim: "flush-after-relax", of: BASIC, places: relaxes, change: drop },
  {
    kind: "a leaf is relaxed and the TLBI is of another level",
    claim: "flush-after-relax",
    of: BASIC,
    places: relaxes,
    change: set(({ level }) => ({ level: level === 3 ? 2 : 3 })),
  },
  {
    kind: "a leaf is relaxed and the TLBI is for another page",
    claim: "flush-after-relax",
    of: BASIC,
    places: relaxes,
    change: set(({ ipa }) => ({ ipa: hex(ipa, (value) => value + 0x400000n) })),
  },
  {
    kind: "rights are taken away without a TLBI",
    claim: "flush-after-write-protect",
    of: DIRTY,
    places: where((event) => event.ev === "tf_range" && event["mmu"] === "C" && event["pages"] === "1000"),
    change: (events, at) => insertAfter(drop(events, at), events.length - 2, [{ ev: "mark", s: "HOST done" }]),
  },
  {
    kind: "a TLBI goes to the VMID of another MMU",
    claim: "flush-vmid",
    of: RANDOM,
    places: where((event) => event.ev === "tf_ipa" && isShadow(event)),
    change: set(({ vmid }) => ({ vmid: nextNumber(vmid) })),
  },
  {
    kind: "a TLBI goes to a VMID of an older generation",
    claim: "flush-vmid",
    of: RANDOM,
    places: where((event) => event.ev === "tf_range"),
    change: set(({ vmid }) => ({ vmid: hex(vmid, (value) => value - 0x10000n) })),
  },
];

/** The chunk that this TLBI ends had leaves, and no TLBI for a table page has retired them. */
function leavesBefore(events: readonly Line[], at: number): boolean {
  const from = lastOf(events, at, ({ ev }) => ev === "tf_range" || ev === "unmap_range");
  const between = events.slice(from + 1, at);
  const retired = new Set(between.flatMap(({ ev, ipa }) => (ev === "tf_ipa" ? [ipa] : [])));
  return between.some(
    ({ ev, level, pte, ipa }) => ev === "pte_unmap" && level === 3 && pte === "0" && !retired.has(ipa),
  );
}
