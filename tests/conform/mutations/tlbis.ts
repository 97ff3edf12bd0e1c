import {
  drop,
  hex,
  isShadow,
  lastOf,
  nextOf,
  nextPage,
  set,
  where,
  type Mutation,
  staysLinked,
  isTableEntry,
  markOf,
  dropBetween,
} from "./mutation.ts";
import type { Line } from "../recordings.ts";

const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const BASIC = ["basic-ipa40.jsonl.gz"];

const TTL = 1n << 44n;
const afterSize = where(
  (event, at, events) => event.ev === "unmap_range" && events[lastOf(events, at, () => true)]?.ev === "tlbi_size",
);
const clearsPage = ({ ev, level, pte }: Line): boolean => ev === "pte_unmap" && level === 3 && pte === "0";
const clearsBlock = ({ ev, level, pte, old }: Line): boolean =>
  ev === "pte_unmap" && level === 2 && pte === "0" && !isTableEntry(level, old);
const inTlbi = (events: readonly Line[], at: number): boolean =>
  lastOf(events, at, ({ ev }) => ev === "by_vmid") > lastOf(events, at, ({ ev }) => ev === "by_vmid_ret");

export const tlbis: readonly Mutation[] = [
  {
    kind: "an unmap removes less than its range",
    claim: "unmap-rounding",
    of: RANDOM,
    places: where(
      (event, at, events) =>
        event.ev === "pte_unmap" && event["level"] === 3 && inTlbi(events, at) && staysLinked(events, at),
    ),
    change: drop,
  },
  {
    kind: "an unmap removes what is outside of its range",
    claim: "unmap-rounding",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "pte_unmap" && event["level"] === 3 && inTlbi(events, at) && staysLinked(events, at),
    ),
    change: set(({ ipa }) => ({ ipa: hex(ipa, (value) => value + (1n << 36n)) })),
  },
  {
    kind: "an unmap names another range than it clears",
    claim: "unmap-rounding",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "unmap_range" &&
        event["size"] === "1000" &&
        clearsPage(events[nextOf(events, at, ({ ev }) => ev === "pte_unmap" || ev === "unmap_range_ret")]!),
    ),
    change: set(({ start }) => ({ start: nextPage(start) })),
  },
  {
    kind: "a block stays where a part of it is unmapped",
    claim: "unmap-rounding",
    of: ["thp-ipa40.jsonl.gz"],
    places: where((event, at, events) => clearsBlock(event) && staysLinked(events, at)),
    change: drop,
  },
  {
    kind: "a TLBI is given another size",
    claim: "tlbi-size",
    of: BASIC,
    places: where((event) => event.ev === "tlbi_size"),
    change: set(({ size }) => ({ size: size === "1000" ? "200000" : "1000" })),
  },
  {
    kind: "a TLBI has another TTL",
    claim: "tlbi-size",
    of: BASIC,
    places: where((event) => event.ev === "tlbi_ipa" && BigInt(`0x${String(event["xt"])}`) / TTL === 7n),
    change: set(({ xt }) => ({ xt: hex(xt, (value) => value - TTL) })),
  },
  {
    kind: "a TLBI loses its TTL where no leaf tells the size",
    claim: "tlbi-size",
    of: ["rand_3-ipa36-cut.jsonl.gz", ...BASIC, "two_1-ipa36-cut.jsonl.gz"],
    places: where(
      (event, at, events) =>
        event.ev === "tlbi_ipa" &&
        BigInt(`0x${String(event["xt"])}`) / TTL > 5n &&
        events[nextOf(events, at, ({ ev }) => ev === "pte_unmap" || ev === "unmap_range_ret")]?.ev ===
          "unmap_range_ret",
    ),
    change: set(({ xt }) => ({ xt: hex(xt, (value) => value % TTL) })),
  },
  {
    kind: "a TLBI unmaps another range than it was given",
    claim: "tlbi-size",
    of: BASIC,
    places: afterSize,
    change: set(({ start }) => ({ start: nextPage(start) })),
  },
  {
    kind: "a TLBI unmaps less than it was given",
    claim: "tlbi-size",
    of: BASIC,
    places: where((event, at, events) => afterSize(events).includes(at) && event["size"] !== "1000"),
    change: set(() => ({ size: "1000" })),
  },
  {
    kind: "a TLBI does not visit a shadow of its VMID",
    claim: "tlbi-reach",
    of: BASIC,
    places: where(({ ev }) => ev === "tlbi_ipa" || ev === "tlbi_range"),
    change: drop,
  },
  {
    kind: "a TLBI visits a shadow of another VMID",
    claim: "tlbi-reach",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "by_vmid" &&
        /^tlbi_(ipa|range)$/.test(
          events[nextOf(events, at, ({ ev }) => /^tlbi_(ipa|range)$|by_vmid_ret/.test(ev))]!.ev,
        ),
    ),
    change: set(({ vmid }) => ({ vmid: hex(vmid, (value) => value + 5n) })),
  },
  {
    kind: "a TLBI leaves a leaf of its range",
    claim: "guest-tlbi",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "pte_unmap" &&
        event["level"] === 3 &&
        isShadow(event) &&
        inTlbi(events, at) &&
        staysLinked(events, at),
    ),
    change: drop,
  },
  {
    kind: "a TLBI leaves a block of its range",
    claim: "guest-tlbi",
    of: ["thp-ipa40.jsonl.gz"],
    places: where(
      (event, at, events) => clearsBlock(event) && isShadow(event) && inTlbi(events, at) && staysLinked(events, at),
    ),
    change: drop,
  },
  {
    kind: "a TLBI unmaps nothing",
    claim: "guest-tlbi",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "pte_unmap" &&
        event["level"] === 3 &&
        isShadow(event) &&
        inTlbi(events, at) &&
        staysLinked(events, at),
    ),
    change: (events, at) =>
      dropBetween(
        events,
        lastOf(events, at, ({ ev }) => ev === "unmap_range"),
        nextOf(events, at, ({ ev }) => ev === "unmap_range_ret"),
      ),
  },
  {
    kind: "a fault maps what a TLBI has retired since its walk",
    claim: "guest-tlbi-late",
    of: BASIC,
    places: where((event, at, events) => event.ev === "fault" && lateFrom(events, at) !== null),
    change: (events, at) => {
      const { half, after } = lateFrom(events, at)!;
      const end = nextOf(events, half, ({ ev }) => ev === "fault_ret");
      const renamed = events.map((event, place) => (place >= at && place <= end ? { ...event, th: "T9" } : event));
      const moved = [
        ...renamed.slice(0, half),
        ...renamed.slice(end + 1, after + 1),
        ...renamed.slice(half, end + 1),
        ...renamed.slice(after + 1),
      ];
      return moved.map((event, t) => ({ ...event, t }));
    },
  },
];

/** A fault that maps a page in a shadow which L1 then clears and has a TLBI for: where its second half begins, where the TLBI ends. */
function lateFrom(events: readonly Line[], at: number): { readonly half: number; readonly after: number } | null {
  const half = nextOf(events, at, ({ ev }) => ev === "rlock" || ev === "fault_ret");
  const made =
    half < 0 ? -1 : nextOf(events, half, ({ ev, level }) => (ev === "pte_make" && level === 3) || ev === "fault_ret");
  if (
    half < 0 ||
    made < 0 ||
    events[half]!.ev !== "rlock" ||
    events[made]!.ev !== "pte_make" ||
    !isShadow(events[made]!)
  ) {
    return null;
  }
  const ipa = String(events[made]!["ipa"]);
  const write = events.findIndex(
    (event, place) => place > made && new RegExp(`^S2PT L1 .* ipa=0x${ipa} .* desc=0x0 `).test(markOf(event)),
  );
  const cleared = events.findIndex(
    (event, place) =>
      place > made && event.ev === "pte_unmap" && event["ipa"] === ipa && event["mmu"] === events[made]!["mmu"],
  );
  const after = write < 0 || cleared < write ? -1 : nextOf(events, cleared, ({ ev }) => ev === "by_vmid_ret");
  return after < 0 || !inTlbi(events, cleared) ? null : { half, after };
}
