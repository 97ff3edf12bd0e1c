import { drop, hex, insertAfter, isLeaf, isTableEntry, lastOf, nextOf, set, where, type Mutation } from "./mutation.ts";
import type { Line } from "../recordings.ts";

const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const BASIC = ["basic-ipa40.jsonl.gz"];

/** A leaf that is unmapped later on. */
const madeAndUnmapped = where((event, at, events) => {
  const later = events.findIndex(
    (other, place) =>
      place > at && other["mmu"] === event["mmu"] && other["level"] === event["level"] && other["ipa"] === event["ipa"],
  );
  return event.ev === "pte_make" && isLeaf(event) && events[later]?.ev === "pte_unmap";
});
const clears = (event: Line): boolean => event.ev === "pte_unmap" && event["pte"] === "0";
const freesTable = (event: Line): boolean => clears(event) && isTableEntry(event["level"], event["old"]);

export const tables: readonly Mutation[] = [
  {
    kind: "a leaf that is made is not told",
    claim: "pte-consistency",
    of: RANDOM,
    places: madeAndUnmapped,
    change: drop,
  },
  {
    kind: "a leaf is made with another frame",
    claim: "pte-consistency",
    of: RANDOM,
    places: madeAndUnmapped,
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value ^ 0x40000n) })),
  },
  {
    kind: "a leaf is made with another memory type",
    claim: "pte-consistency",
    of: RANDOM,
    places: madeAndUnmapped,
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value ^ 0x8n) })),
  },
  {
    kind: "an unmap reads another frame",
    claim: "pte-consistency",
    of: RANDOM,
    places: where(clears),
    change: set(({ old }) => ({ old: hex(old, (value) => value ^ 0x1000n) })),
  },
  {
    kind: "an unmap reads other software bits",
    claim: "pte-consistency",
    of: RANDOM,
    places: where((event) => clears(event) && event["level"] === 3),
    change: set(({ old }) => ({ old: hex(old, (value) => value ^ (1n << 56n)) })),
  },
  {
    kind: "an unmap reads other rights",
    claim: "pte-consistency",
    of: RANDOM,
    places: where((event) => clears(event) && event["level"] === 3),
    change: set(({ old }) => ({ old: hex(old, (value) => value ^ 0x80n) })),
  },
  {
    kind: "an attribute walk reads another frame",
    claim: "pte-consistency",
    of: ["dirty-ipa40-cut.jsonl.gz"],
    places: where(({ ev }) => ev === "pte_attr"),
    change: set(({ old }) => ({ old: hex(old, (value) => value ^ 0x1000n) })),
  },
  {
    kind: "aging reads another right",
    claim: "pte-consistency",
    of: ["age-ipa40.jsonl.gz"],
    places: where(({ ev }) => ev === "pte_age"),
    change: set(({ old }) => ({ old: hex(old, (value) => value ^ 0x80n) })),
  },
  {
    kind: "a block is split into other frames",
    claim: "pte-consistency",
    of: ["manual-ipa40-cut.jsonl.gz"],
    places: where(
      (event, at, events) =>
        event.ev === "pte_make" &&
        lastOf(events, at, ({ ev }) => ev === "split") >= 0 &&
        BigInt(`0x${String(event["ipa"])}`) < 0x40000n,
    ),
    change: set(({ pte }) => ({ pte: hex(pte, (value) => value ^ 0x1000n) })),
  },
  {
    kind: "an entry is made that was not locked",
    claim: "break-before-make",
    of: BASIC,
    places: where((event) => event.ev === "pte_break"),
    change: drop,
  },
  {
    kind: "an entry is made whose lock failed",
    claim: "break-before-make",
    of: BASIC,
    places: where((event) => event.ev === "pte_break" && event["ok"] === 1),
    change: set(() => ({ ok: 0 })),
  },
  {
    kind: "lock and make change places",
    claim: "break-before-make",
    of: BASIC,
    places: where((event, at, events) => event.ev === "pte_break" && events[at + 1]?.ev === "pte_make"),
    change: (events, at) => [...events.slice(0, at), events[at + 1]!, events[at]!, ...events.slice(at + 2)],
  },
  {
    kind: "another entry is made than was locked",
    claim: "break-before-make",
    of: BASIC,
    places: where((event) => event.ev === "pte_make"),
    change: set(({ ipa }) => ({ ipa: hex(ipa, (value) => value + (1n << 30n)) })),
  },
  {
    kind: "an entry is made twice",
    claim: "break-before-make",
    of: BASIC,
    places: where((event) => event.ev === "pte_make"),
    change: (events, at) => insertAfter(events, at, [events[at]!]),
  },
  {
    kind: "a table is freed with a leaf in it",
    claim: "table-empty",
    of: RANDOM,
    places: where((event, at, events) => clears(event) && event["level"] === 3 && tableFreedAfter(events, at)),
    change: drop,
  },
  {
    kind: "an empty table stays",
    claim: "table-empty",
    of: RANDOM,
    places: where(freesTable),
    change: set(({ old }) => ({ pte: old })),
  },
  {
    kind: "a table in use is freed",
    claim: "table-empty",
    of: BASIC,
    places: where((event) => event.ev === "pte_unmap" && event["pte"] !== "0"),
    change: set(() => ({ pte: "0" })),
  },
];

/** The table that held the entry is freed by the same unmap. */
function tableFreedAfter(events: readonly Line[], at: number): boolean {
  const next = nextOf(events, at, ({ ev }) => ev === "pte_unmap" || ev === "unmap_range_ret");
  return next >= 0 && freesTable(events[next]!) && events[next]!["mmu"] === events[at]!["mmu"];
}
