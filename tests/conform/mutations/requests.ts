import { drop, dropSection, hex, isLeaf, lastOf, nextOf, nextPage, ofKind, set, where } from "./mutation.ts";
import type { Mutation } from "./mutation.ts";
import type { Line } from "../recordings.ts";

const BASIC = ["basic-ipa40.jsonl.gz"];
const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const MANUAL = ["manual-ipa40-cut.jsonl.gz"];
const AGE = ["age-ipa40.jsonl.gz"];
const DIRTY = ["dirty-ipa40-cut.jsonl.gz"];

const WRITE_PROT = 4n;
const WRITE = 0x80n;
const bit = (value: unknown, mask: bigint): boolean => (BigInt(`0x${String(value)}`) & mask) !== 0n;
const made = (event: Line): boolean => event.ev === "pte_make" && isLeaf(event);
const notForWriting = (event: Line, at: number, events: readonly Line[]): boolean =>
  made(event) && !bit(events[lastOf(events, at, ({ ev }) => ev === "map")]?.["prot"], WRITE_PROT);
const splitting = (at: number, events: readonly Line[]): boolean =>
  lastOf(events, at, ({ ev }) => ev === "split") > lastOf(events, at, ({ ev }) => ev === "split_ret");
/** The fault comes to this before it returns. */
const endsIn = (kind: string, at: number, events: readonly Line[]): boolean =>
  events[nextOf(events, at, ({ ev }) => ev === kind || ev === "fault_ret")]?.ev === kind;
const ended = where(({ ev, ret }) => ev === "walk" && ret === 0);
/** A range TLBI that retires one page, and the event that cleared it. */
const clearedBy = (events: readonly Line[], at: number): number => {
  const last = lastOf(events, at, ({ ev, pte }) => ev !== "pte_unmap" || pte === "0");
  return events[last]?.ev === "pte_unmap" && events[last]["level"] === 3 ? last : -1;
};

/** What walkers were asked for, and what became of it. */
export const requests: readonly Mutation[] = [
  {
    kind: "a map was asked for another frame",
    claim: "map-request",
    of: BASIC,
    places: ofKind("map"),
    change: set(({ pa }) => ({ pa: nextPage(pa) })),
  },
  {
    kind: "a map was asked for another address",
    claim: "map-request",
    of: BASIC,
    places: ofKind("map"),
    change: set(({ ipa }) => ({ ipa: nextPage(ipa) })),
  },
  {
    kind: "a leaf may be written, which was not asked for",
    claim: "map-request",
    of: BASIC,
    places: where(notForWriting),
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value | WRITE) })),
  },
  {
    kind: "a relaxation gives the right to write, which was not asked for",
    claim: "map-request",
    of: BASIC,
    places: ofKind("relax"),
    change: set(({ prot }) => ({ prot: hex(prot, (value) => value - (value & 15n)) })),
  },
  {
    kind: "a walk gives another address than its descriptor",
    claim: "walk-result",
    of: BASIC,
    places: ended,
    change: set(({ out }) => ({ out: hex(out, (value) => value + 0x400000n) })),
  },
  {
    kind: "a walk gives the right to write, which its descriptor does not",
    claim: "walk-result",
    of: BASIC,
    places: where(({ ev, ret, w }) => ev === "walk" && ret === 0 && w === 0),
    change: set(() => ({ w: 1 })),
  },
  {
    kind: "L1's tables allow what L1 is given a fault for",
    claim: "injection",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "walk" && event["w"] === 0 && endsIn("inject", at, events)),
    change: set(() => ({ ret: 0, r: 1, w: 1 })),
  },
  {
    kind: "L1 is given a fault of translation where its tables have a leaf",
    claim: "injection",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "walk" && event["ret"] !== 0 && endsIn("inject", at, events)),
    change: set(() => ({ ret: 0 })),
  },
  {
    kind: "a leaf is mapped where the guest's walk ended in a fault",
    claim: "composition",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "walk" && endsIn("pte_make", at, events)),
    change: set(() => ({ ret: 1 })),
  },
  {
    kind: "aging clears an entry",
    claim: "leaf-attributes",
    of: AGE,
    places: ofKind("pte_age"),
    change: set(() => ({ pte: "0" })),
  },
  {
    kind: "write-protection leads a leaf elsewhere",
    claim: "leaf-attributes",
    of: DIRTY,
    places: ofKind("pte_attr"),
    change: set(({ pte }) => ({ pte: nextPage(pte) })),
  },
  {
    kind: "write-protection gives a right",
    claim: "leaf-attributes",
    of: DIRTY,
    places: where((event) => event.ev === "pte_attr" && !bit(event["old"], WRITE)),
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value | WRITE) })),
  },
  {
    kind: "a split leaves out a page",
    claim: "split-pages",
    of: MANUAL,
    places: where((event, at, events) => made(event) && splitting(at, events)),
    change: drop,
  },
  {
    kind: "a split gives a page another right",
    claim: "split-pages",
    of: MANUAL,
    places: where((event, at, events) => made(event) && splitting(at, events)),
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value ^ WRITE) })),
  },
  {
    kind: "a block is split without a TLBI",
    claim: "flush-before-make",
    of: MANUAL,
    places: where((event, at, events) => event.ev === "tf_ipa" && splitting(at, events)),
    change: drop,
  },
  {
    kind: "a TLBI by range unmaps a page less",
    claim: "tlbi-size",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "unmap_range" && events[at - 1]?.ev === "tlbi_range"),
    change: set(({ size }) => ({ size: hex(size, (value) => value - 0x1000n) })),
  },
  {
    kind: "a TLBI is given its range and unmaps nothing",
    claim: "tlbi-size",
    of: RANDOM,
    places: where(
      (event, at, events) => event.ev === "unmap_range" && /^tlbi_(?:range|size)$/.test(events[at - 1]?.ev ?? ""),
    ),
    change: (events, at) =>
      dropSection(
        events,
        at,
        nextOf(events, at, ({ ev }) => ev === "unmap_range_ret"),
      ),
  },
  {
    kind: "the TLBI of an unmap begins a page late",
    claim: "flush-after-unmap",
    of: RANDOM,
    places: where(
      (event, at, events) =>
        event.ev === "tf_range" && events[clearedBy(events, at)]?.["ipa"] === event["start"] && event["pages"] !== "0",
    ),
    change: set(({ start }) => ({ start: nextPage(start) })),
  },
  {
    kind: "the TLBI of an unmap comes before the unmap",
    claim: "flush-after-unmap",
    of: RANDOM,
    places: where(
      (event, at, events) => event.ev === "tf_range" && events[clearedBy(events, at)]?.["ipa"] === event["start"],
    ),
    change: (events, at) => {
      const begin = lastOf(events, at, ({ ev }) => ev === "unmap_range");
      return [...events.slice(0, begin + 1), events[at]!, ...events.slice(begin + 1, at), ...events.slice(at + 1)];
    },
  },
  {
    kind: "an entry is cleared after its unmap has returned",
    claim: "unmap-rounding",
    of: RANDOM,
    places: where(
      (event, at, events) => event.ev === "pte_unmap" && lastOf(events, at, ({ ev }) => ev === "unmap_range_ret") >= 0,
    ),
    change: (events, at) => {
      const end = nextOf(events, at, ({ ev }) => ev === "unmap_range_ret");
      return [...events.slice(0, at), ...events.slice(at + 1, end + 1), events[at]!, ...events.slice(end + 1)];
    },
  },
  {
    kind: "the dirty log write-protects no shadow",
    claim: "write-protect-shadows",
    of: RANDOM,
    places: where((event, at, events) => {
      const end = event.ev === "nested_wp" ? nextOf(events, at, ({ ev }) => ev === "nested_wp_ret") : -1;
      return end >= 0 && lowers(events, at, end);
    }),
    change: (events, at) =>
      dropSection(
        events,
        at,
        nextOf(events, at, ({ ev }) => ev === "nested_wp_ret"),
      ),
  },
];

/** A leaf that reaches a frame which the canonical table was write-protected for loses the right to write there. */
function lowers(events: readonly Line[], from: number, to: number): boolean {
  const range = events[lastOf(events, from, ({ ev }) => ev === "wp_range")]!;
  return events
    .slice(from, to)
    .some((event, at) => event.ev === "pte_attr" && bit(event["old"], WRITE) && reaches(events, from + at, range));
}

/** By the fault that made the leaf last. */
function reaches(events: readonly Line[], at: number, { start, end }: Line): boolean {
  const { mmu, ipa } = events[at]!;
  const leaf = events.findLastIndex(
    (event, other) => other < at && made(event) && event["mmu"] === mmu && event["ipa"] === ipa,
  );
  const frame = leaf < 0 ? 0 : events[lastOf(events, leaf, ({ ev }) => ev === "faultin")]!["gfn"];
  const address = BigInt(`0x${String(frame)}`) * 0x1000n;
  return address >= BigInt(`0x${String(start)}`) && address < BigInt(`0x${String(end)}`);
}
