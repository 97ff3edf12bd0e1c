import {
  drop,
  dropSection,
  insertAfter,
  isLeaf,
  isShadow,
  lastOf,
  nextOf,
  set,
  where,
  type Mutation,
  staysLinked,
  dropBetween,
} from "./mutation.ts";
import type { Line } from "../recordings.ts";

const TWO = ["two_1-ipa36-cut.jsonl.gz"];
const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const SLOTS = ["slots-ipa40.jsonl.gz"];

const kind = (name: string) => where(({ ev }) => ev === name);
const later = (name: string) => (event: Line, at: number, events: readonly Line[]) =>
  event.ev === name && events.some((other, place) => place > at && other.ev === name);

/** The end of the frame's look-up in a fault that maps. */
const beforeMaps = where((event, at, events) => {
  const next = event.ev === "faultin" ? nextOf(events, at, ({ ev }) => ev === "map" || ev === "fault_ret") : -1;
  return (
    next >= 0 &&
    events[next]!.ev === "map" &&
    lastOf(events, at, ({ ev }) => ev === "mn_start") < lastOf(events, at, ({ ev }) => ev === "fault") &&
    known(events, at)
  );
});
const known = (events: readonly Line[], at: number): boolean =>
  events.findIndex(({ ev }) => ev === "inv_end") < at && events.some(({ ev }) => ev === "inv_end");
const seqAt = (events: readonly Line[], at: number): number =>
  Number(events.slice(0, at).findLast(({ ev }) => ev === "inv_end")?.["seq"] ?? 0);

function notifierOf(seq: number, whole: boolean): readonly Readonly<Record<string, unknown>>[] {
  const T9 = { th: "T9" };
  const range = { start: "7000", end: "7001" };
  const start = [
    { ...T9, ev: "mn_start", start: "ffff00000000", end: "ffff00001000", event: 1 },
    { ...T9, ev: "wlock" },
    { ...T9, ev: "notifier_unmap", ...range, may_block: 1, seq, inprog: 1 },
    { ...T9, ev: "notifier_unmap_ret" },
    { ...T9, ev: "wunlock" },
    { ...T9, ev: "mn_start_ret", start: "ffff00000000", end: "ffff00001000" },
  ];
  const end = [
    { ...T9, ev: "mn_end", start: "ffff00000000", end: "ffff00001000" },
    { ...T9, ev: "wlock" },
    { ...T9, ev: "inv_end", seq: seq + 1, inprog: 0 },
    { ...T9, ev: "wunlock" },
  ];
  return whole ? [...start, ...end] : start;
}

/** A leaf that a notifier's unmap removes, of a page inside its range if it is canonical. */
const unmappedByNotifier = where(
  (event, at, events) =>
    event.ev === "pte_unmap" &&
    event["pte"] === "0" &&
    event["level"] === 3 &&
    event["mmu"] === "C" &&
    inNotifier(events, at) &&
    staysLinked(events, at),
);
const inNotifier = (events: readonly Line[], at: number): boolean =>
  lastOf(events, at, ({ ev }) => ev === "notifier_unmap") > lastOf(events, at, ({ ev }) => ev === "notifier_unmap_ret");

/** An unmap that removes something, since a call of the first kind began and before one of the second. */
const sectionsIn = (call: string, end: string, mmu: (name: string) => boolean) =>
  where((event, at, events) => {
    const ret =
      event.ev === "unmap_range" && mmu(String(event["mmu"]))
        ? nextOf(events, at, ({ ev }) => ev === "unmap_range_ret")
        : -1;
    const inside = ret < 0 ? -1 : nextOf(events, at, ({ ev }) => ev === "pte_unmap");
    const begun = lastOf(events, at, ({ ev }) => ev === call);
    return (
      inside >= 0 && inside < ret && begun > lastOf(events, at, ({ ev }) => ev === end) && !dropsLock(events, at, ret)
    );
  });
const dropsLock = (events: readonly Line[], from: number, to: number): boolean =>
  events.slice(from, to).some((event) => event.ev === "yield" && event.th === events[from]!.th);
const dropUnmap = (events: readonly Line[], at: number): readonly Line[] =>
  dropSection(
    events,
    at,
    nextOf(events, at, ({ ev }) => ev === "unmap_range_ret"),
  );

export const notifiers: readonly Mutation[] = [
  {
    kind: "an invalidation ends with a count too high",
    claim: "sequence-values",
    of: RANDOM,
    places: kind("inv_end"),
    change: set(({ seq }) => ({ seq: Number(seq) + 1 })),
  },
  {
    kind: "an invalidation ends and is still in progress",
    claim: "sequence-values",
    of: RANDOM,
    places: kind("inv_end"),
    change: set(({ inprog }) => ({ inprog: Number(inprog) + 1 })),
  },
  {
    kind: "a notifier reads a count too low",
    claim: "sequence-values",
    of: RANDOM,
    places: where(later("notifier_unmap")),
    change: set(({ seq }) => ({ seq: Number(seq) - 1 })),
  },
  {
    kind: "a notifier does not raise in_progress",
    claim: "sequence-values",
    of: RANDOM,
    places: kind("notifier_unmap"),
    change: set(({ inprog }) => ({ inprog: Number(inprog) - 1 })),
  },
  {
    kind: "a fault reads a count that is long past",
    claim: "sequence-values",
    of: RANDOM,
    places: where((event) => event.ev === "fault" && Number(event["seq"]) > 2),
    change: set(({ seq }) => ({ seq: Number(seq) - 2 })),
  },
  {
    kind: "a fault maps while an invalidation is in progress",
    claim: "sequence-retry",
    of: RANDOM,
    places: beforeMaps,
    change: (events, at) => insertAfter(events, at, notifierOf(seqAt(events, at), false)),
  },
  {
    kind: "a fault maps after an invalidation since its look-up",
    claim: "sequence-retry",
    of: RANDOM,
    places: beforeMaps,
    change: (events, at) =>
      insertAfter(
        stretched(events, at),
        at,
        notifierOf(seqAt(events, at), true).map((event) => ({ ...event, t: events[at]!.t + 0.5 })),
      ),
  },
  {
    kind: "a notifier begins without being told",
    claim: "notifier-bracket",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "mn_start" && raised(events, at)),
    change: drop,
  },
  {
    kind: "a notifier's end is not told",
    claim: "notifier-bracket",
    of: RANDOM,
    places: where(
      (event, at, events) =>
        event.ev === "mn_end" &&
        events[nextOf(events, at, ({ ev }) => ev === "inv_end" || ev === "mn_start")]?.ev === "inv_end",
    ),
    change: drop,
  },
  {
    kind: "an invalidation ends twice",
    claim: "notifier-bracket",
    of: RANDOM,
    places: kind("inv_end"),
    change: (events, at) => insertAfter(events, at, [events[at]!]),
  },
  {
    kind: "an invalidation never ends",
    claim: "notifier-bracket",
    of: RANDOM,
    places: where(later("inv_end")),
    change: drop,
  },
  {
    kind: "a notifier leaves a canonical leaf",
    claim: "soundness",
    of: [...TWO, ...RANDOM],
    places: unmappedByNotifier,
    change: drop,
  },
  {
    kind: "a notifier leaves a shadow",
    claim: "soundness",
    of: [...TWO, ...RANDOM],
    places: where(
      (event, at, events) =>
        event.ev === "unmap_range" && isShadow(event) && inNotifier(events, at) && reachesRange(events, at),
    ),
    change: (events, at) =>
      dropBetween(
        events,
        at,
        nextOf(events, at, ({ ev }) => ev === "unmap_range_ret"),
      ),
  },
  {
    kind: "a notifier's range is longer than what it unmaps",
    claim: "soundness",
    of: RANDOM,
    places: kind("notifier_unmap"),
    change: set(() => ({ start: "40000", end: "80000" })),
  },
  {
    kind: "a page is mapped before the invalidation that unmapped it ends",
    claim: "soundness",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "notifier_unmap_ret" && remapAfter(events, at) !== null),
    change: (events, at) => insertAfter(events, at, remapAfter(events, at)!),
  },
  {
    kind: "the flush of a memslot leaves its canonical leaves",
    claim: "soundness-slot",
    of: SLOTS,
    places: sectionsIn("flush_slot", "nested_unmap", (mmu) => mmu === "C"),
    change: dropUnmap,
  },
  {
    kind: "a memslot is larger than what is flushed",
    claim: "soundness-slot",
    of: SLOTS,
    places: kind("flush_slot"),
    change: set(() => ({ base: "40000", npages: "400000" })),
  },
  {
    kind: "an unmap of all shadows leaves one out",
    claim: "all-shadows",
    of: [...RANDOM, ...TWO],
    places: sectionsIn("nested_unmap", "nested_unmap_ret", (mmu) => mmu.startsWith("S")),
    change: dropUnmap,
  },
  {
    kind: "a write-protection of all shadows leaves one out",
    claim: "all-shadows",
    of: ["dirty-ipa40-cut.jsonl.gz"],
    places: where((event) => event.ev === "wp_range" && isShadow(event)),
    change: (events, at) =>
      dropSection(
        events,
        at,
        nextOf(events, at, ({ ev }) => ev === "wp_range_ret"),
      ),
  },
];

/** Room for events between two whole numbers of the clock. */
const stretched = (events: readonly Line[], at: number): readonly Line[] =>
  events.map((event, other) => (other > at ? { ...event, t: event.t + 1 } : event));

const raised = (events: readonly Line[], at: number): boolean => {
  const next = nextOf(events, at, ({ ev }) => ev === "notifier_unmap" || ev === "mn_start_ret");
  return next >= 0 && events[next]!.ev === "notifier_unmap";
};

/** A shadow's leaf is cleared by a notifier for whose range it was mapped. */
function holdsShadowLeaf(events: readonly Line[], at: number): boolean {
  const event = events[at]!;
  if (
    event.ev !== "pte_unmap" ||
    !isShadow(event) ||
    event["level"] !== 3 ||
    event["pte"] !== "0" ||
    !inNotifier(events, at)
  ) {
    return false;
  }
  const { start, end } = events[lastOf(events, at, ({ ev }) => ev === "notifier_unmap")]!;
  const made = events.findLastIndex(
    (other, place) =>
      place < at &&
      other.ev === "pte_make" &&
      other["mmu"] === event["mmu"] &&
      other["ipa"] === event["ipa"] &&
      isLeaf(other),
  );
  const gfn = made < 0 ? "" : String(events[lastOf(events, made, ({ ev }) => ev === "faultin")]?.["gfn"]);
  return (
    gfn !== "" && BigInt(`0x${gfn}`) >= BigInt(`0x${String(start)}`) && BigInt(`0x${gfn}`) < BigInt(`0x${String(end)}`)
  );
}

/** The unmap clears a leaf of the notifier's range. */
function reachesRange(events: readonly Line[], at: number): boolean {
  const end = nextOf(events, at, ({ ev }) => ev === "unmap_range_ret");
  const inside = events.slice(at, end).flatMap((event, place) => (event.th === events[at]!.th ? [at + place] : []));
  return end >= 0 && inside.some((place) => holdsShadowLeaf(events, place));
}

/** A fault of another thread for a canonical page that the notifier has just unmapped. */
function remapAfter(events: readonly Line[], at: number): readonly Readonly<Record<string, unknown>>[] | null {
  const begun = lastOf(events, at, ({ ev }) => ev === "notifier_unmap");
  const cleared = events
    .slice(begun, at)
    .find(({ ev, mmu, level }) => ev === "pte_unmap" && mmu === "C" && level === 3);
  if (cleared === undefined) {
    return null;
  }
  const { ipa } = cleared;
  const T9 = { th: "T9" };
  return [
    { ...T9, ev: "map", mmu: "C", ipa, size: "1000", pa: "123000", prot: "f" },
    { ...T9, ev: "pte_break", level: 3, ipa, ok: 1 },
    { ...T9, ev: "pte_make", mmu: "C", level: 3, ipa, pte: "1237db" },
    { ...T9, ev: "map_ret", ipa, ret: 0 },
  ];
}
