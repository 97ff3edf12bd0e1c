import {
  hex,
  isLeaf,
  isShadow,
  lastOf,
  nextNumber,
  nextOf,
  nextPage,
  set,
  where,
  type Mutation,
  markOf,
} from "./mutation.ts";
import type { Line } from "../recordings.ts";

const BASIC = ["basic-ipa40.jsonl.gz"];
const THP = ["thp-ipa40.jsonl.gz"];

const WRITE = 0x80n;
const bit = (value: unknown, mask: bigint): boolean => (BigInt(`0x${String(value)}`) & mask) !== 0n;

/** An event of a fault that comes to make a leaf, in a shadow if asked for. */
const inMappingFault = (kind: string, shadow: boolean, test: (event: Line, made: Line) => boolean = () => true) =>
  where((event, at, events) => {
    const made =
      event.ev === kind
        ? nextOf(events, at, (other) => (other.ev === "pte_make" && isLeaf(other)) || other.ev === "fault_ret")
        : -1;
    return (
      made >= 0 && events[made]!.ev === "pte_make" && (!shadow || isShadow(events[made]!)) && test(event, events[made]!)
    );
  });
const madeInShadow = where(
  (event, at, events) =>
    event.ev === "pte_make" &&
    isLeaf(event) &&
    isShadow(event) &&
    lastOf(events, at, ({ ev }) => ev === "walk") > lastOf(events, at, ({ ev }) => ev === "fault"),
);
const xorPte = (mask: bigint) => set(({ pte }) => ({ pte: hex(pte, (value) => value ^ mask) }));

export const leaves: readonly Mutation[] = [
  {
    kind: "another frame was looked up than is mapped",
    claim: "composition",
    of: BASIC,
    places: inMappingFault("faultin", false),
    change: set(({ pfn }) => ({ pfn: nextNumber(pfn) })),
  },
  {
    kind: "another canonical frame was looked up",
    claim: "composition",
    of: BASIC,
    places: inMappingFault("faultin", false),
    change: set(({ gfn }) => ({ gfn: nextNumber(gfn) })),
  },
  {
    kind: "the guest's walk leads elsewhere",
    claim: "composition",
    of: BASIC,
    places: inMappingFault("walk", true),
    change: set(({ out }) => ({ out: nextPage(out) })),
  },
  {
    kind: "the guest's walk was for another address",
    claim: "composition",
    of: BASIC,
    places: inMappingFault("walk", true),
    change: set(({ ipa }) => ({ ipa: nextPage(ipa) })),
  },
  {
    kind: "the fault was at another address",
    claim: "composition",
    of: BASIC,
    places: inMappingFault("fault_ipa", false),
    change: set(({ ipa }) => ({ ipa: nextPage(ipa) })),
  },
  {
    kind: "the fault was on another MMU",
    claim: "composition",
    of: BASIC,
    places: inMappingFault("fault", true),
    change: set(() => ({ mmu: "C" })),
  },
  {
    kind: "a leaf leads to another frame than was looked up",
    claim: "composition",
    of: BASIC,
    places: where((event) => event.ev === "pte_make" && isLeaf(event)),
    change: xorPte(0x40000n),
  },
  {
    kind: "a shadow has another frame than the canonical table",
    claim: "canonical-agreement",
    of: BASIC,
    places: where(
      (event, at, events) => event.ev === "pte_make" && isShadow(event) && event["level"] === 3 && agrees(events, at),
    ),
    change: xorPte(0x1000n),
  },
  {
    kind: "a leaf may be written and the guest's may not",
    claim: "permissions",
    of: BASIC,
    places: inMappingFault("walk", true, (walk, { pte }) => walk["w"] === 1 && bit(pte, WRITE)),
    change: set(() => ({ w: 0 })),
  },
  {
    kind: "a leaf may be read and the guest's may not",
    claim: "permissions",
    of: BASIC,
    places: inMappingFault("walk", true, (walk, { pte }) => walk["r"] === 1 && bit(pte, 0x40n)),
    change: set(() => ({ r: 0 })),
  },
  {
    kind: "a leaf gets the right to write by itself",
    claim: "permissions",
    of: BASIC,
    places: inMappingFault("walk", true, (walk, { pte }) => walk["w"] === 0 && !bit(pte, WRITE)),
    change: (events, at) =>
      xorPte(WRITE)(
        events,
        nextOf(events, at, (other) => other.ev === "pte_make" && isLeaf(other)),
      ),
  },
  {
    kind: "a leaf may be executed and the guest's may not",
    claim: "permissions",
    of: BASIC,
    places: where((event, at, events) => madeInShadow(events).includes(at) && bit(event["pte"], 1n << 54n)),
    change: xorPte(1n << 54n),
  },
  {
    kind: "rights are relaxed beyond the guest's",
    claim: "permissions",
    of: BASIC,
    places: where(
      (event, at, events) =>
        event.ev === "pte_attr" &&
        isShadow(event) &&
        events[lastOf(events, at, ({ ev }) => ev === "relax" || ev === "wp_range")]?.ev === "relax" &&
        bit(event["pte"], 1n << 54n),
    ),
    change: xorPte(1n << 54n),
  },
  {
    kind: "a walk reads what L1 has not written",
    claim: "guest-walk",
    of: BASIC,
    places: inMappingFault("walk", true),
    change: set(({ desc }) => ({ desc: hex(desc, (value) => value ^ 0x1000n) })),
  },
  {
    kind: "L1 writes another descriptor",
    claim: "guest-walk",
    of: BASIC,
    places: where((_event, at, events) => walkedLater(events, at)),
    change: set(({ s }) => ({
      s: String(s).replace(
        / desc=0x([\da-f]+)/,
        (_all, desc: string) => ` desc=0x${hex(desc, (value) => value ^ 0x2000n)}`,
      ),
    })),
  },
  {
    kind: "a leaf remembers another level of the guest",
    claim: "guest-level",
    of: BASIC,
    places: madeInShadow,
    change: xorPte(1n << 55n),
  },
  {
    kind: "relaxing forgets the level of the guest",
    claim: "guest-level",
    of: BASIC,
    places: where((event) => event.ev === "pte_attr" && isShadow(event)),
    change: xorPte(1n << 56n),
  },
  {
    kind: "the guest's leaf is smaller than what is mapped",
    claim: "block-size",
    of: THP,
    places: inMappingFault("walk", true, (walk, made) => walk["level"] === 2 && made["level"] === 2),
    change: set(() => ({ level: 3 })),
  },
  {
    kind: "a block is mapped where a page was asked for",
    claim: "block-size",
    of: THP,
    places: where((event) => event.ev === "map" && event["size"] === "200000"),
    change: set(() => ({ size: "1000" })),
  },
  {
    kind: "a map asks for a block that is not aligned",
    claim: "block-size",
    of: THP,
    places: where((event) => event.ev === "map" && event["size"] === "200000"),
    change: set(({ ipa }) => ({ ipa: nextPage(ipa) })),
  },
  {
    kind: "a map asks for no size that a leaf has",
    claim: "block-size",
    of: BASIC,
    places: where((event) => event.ev === "map"),
    change: set(() => ({ size: "2000" })),
  },
];

/** Another leaf reaches the same canonical page when this one is made. */
function agrees(events: readonly Line[], at: number): boolean {
  const gfn = events[lastOf(events, at, ({ ev }) => ev === "faultin")]?.["gfn"];
  const ipa = `${String(gfn)}000`;
  const touched = events
    .slice(0, at)
    .findLast((event) => event["mmu"] === "C" && event["ipa"] === ipa && event["level"] === 3);
  return touched?.ev === "pte_make";
}

/** L1's mark of a valid page descriptor, which the next walk of its address reads. */
function walkedLater(events: readonly Line[], at: number): boolean {
  const [, ipa, desc] = /^S2PT .* ipa=0x([\da-f]+) .* level=3 .* desc=0x([\da-f]+)/.exec(markOf(events[at]!)) ?? [];
  if (ipa === undefined || desc === undefined || desc === "0") {
    return false;
  }
  const rest = events.slice(at + 1);
  const next = rest.find((event) => event.ev === "walk" && event["ipa"] === ipa && event["ret"] === 0);
  return next !== undefined && next["desc"] === desc;
}
