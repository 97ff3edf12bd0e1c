import { drop, insertAfter, lastOf, nextOf, ofKind, set, where, type Mutation } from "./mutation.ts";
import type { Line } from "../recordings.ts";

const BASIC = ["basic-ipa40.jsonl.gz"];
const RANDOM = ["rand_3-ipa36-cut.jsonl.gz"];
const TWO = ["two_1-ipa36-cut.jsonl.gz"];

const isRelease = ({ ev }: Line): boolean => ev === "runlock" || ev === "wunlock";
/** The lock event before, and the release after it, both changed or both gone. */
const around = (events: readonly Line[], at: number, change: (event: Line) => readonly Line[]): readonly Line[] => {
  const ends = new Set([lastOf(events, at, ({ ev }) => ev === "wlock"), nextOf(events, at, isRelease)]);
  return events.flatMap((event, place) => (ends.has(place) ? change(event) : [event]));
};
const asReader = (event: Line): readonly Line[] => [{ ...event, ev: event.ev.replace("w", "r") }];
/** The release of what the thread holds comes after the event. */
const releasedAfter = (events: readonly Line[], at: number): readonly Line[] => {
  const release = lastOf(events, at, isRelease);
  return [...events.slice(0, release), ...events.slice(release + 1, at + 1), events[release]!, ...events.slice(at + 1)];
};
const againBefore = (events: readonly Line[], at: number): readonly Line[] =>
  insertAfter(events, at - 1, [
    { ev: "runlock", th: events[at]!.th },
    { ev: "rlock", th: events[at]!.th },
  ]);

/** Whole sections of mmu_lock. */
export const sections: readonly Mutation[] = [
  {
    kind: "an invalidation ends in a section for read",
    claim: "lock-sequence",
    of: RANDOM,
    places: ofKind("inv_end"),
    change: (events, at) => around(events, at, asReader),
  },
  {
    kind: "an invalidation ends outside of any section",
    claim: "lock-sequence",
    of: RANDOM,
    places: ofKind("inv_end"),
    change: (events, at) => around(events, at, () => []),
  },
  {
    kind: "the look-up of a shadow is in a section for read",
    claim: "lock-shadows",
    of: BASIC,
    places: ofKind("lookup"),
    change: (events, at) => around(events, at, asReader),
  },
  {
    kind: "a fault returns before it releases the lock",
    claim: "lock-released",
    of: BASIC,
    places: where((event, at, events) => event.ev === "fault_ret" && events[at - 1]?.ev === "runlock"),
    change: releasedAfter,
  },
  {
    kind: "a notifier's start returns before it releases the lock",
    claim: "lock-released",
    of: RANDOM,
    places: where((event, at, events) => event.ev === "mn_start_ret" && events[at - 1]?.ev === "wunlock"),
    change: releasedAfter,
  },
  {
    kind: "a fault goes on without its release",
    claim: "lock-released",
    of: BASIC,
    places: ofKind("runlock"),
    change: drop,
  },
  {
    kind: "the lock is dropped in the middle of a map",
    claim: "lock-map",
    of: BASIC,
    places: where((event, at, events) => event.ev === "pte_make" && events[at - 1]?.ev === "pte_break"),
    change: againBefore,
  },
  {
    kind: "an unmap that must not block drops the lock and tells of no yield",
    claim: "no-yield",
    of: TWO,
    places: where((event, at, events) => {
      const end = event.ev === "unmap_range" ? nextOf(events, at, ({ ev }) => ev === "yield" || ev === "wunlock") : -1;
      const last = event.ev === "unmap_range" ? nextOf(events, at, ({ ev }) => ev === "unmap_range_ret") : -1;
      return end >= 0 && end < last;
    }),
    change: (events, at) => {
      const blocked = set(() => ({ may_block: 0 }))(events, at);
      return drop(
        blocked,
        nextOf(blocked, at, ({ ev }) => ev === "yield"),
      );
    },
  },
  {
    kind: "a notifier that must not block unmaps as if it might",
    claim: "no-yield",
    of: RANDOM,
    places: ofKind("notifier_unmap"),
    change: set(() => ({ may_block: 0 })),
  },
  {
    kind: "a fault reads an in_progress that there never was",
    claim: "sequence-values",
    of: RANDOM,
    places: ofKind("fault"),
    change: set(({ inprog }) => ({ inprog: Number(inprog) + 3 })),
  },
  {
    kind: "a notifier begins an invalidation and unmaps nothing",
    claim: "notifier-bracket",
    of: RANDOM,
    places: ofKind("notifier_unmap"),
    change: (events, at) => {
      const end = nextOf(events, at, ({ ev }) => ev === "notifier_unmap_ret");
      return events.filter(({ th }, place) => place < at || place > end || th !== events[at]!.th);
    },
  },
  {
    kind: "a notifier ends whose start has not returned",
    claim: "notifier-bracket",
    of: RANDOM,
    places: where(
      (event, at, events) => event.ev === "mn_start_ret" && lastOf(events, at, ({ ev }) => ev === "mn_start_ret") >= 0,
    ),
    change: drop,
  },
  {
    kind: "a notifier ends twice",
    claim: "notifier-bracket",
    of: RANDOM,
    places: ofKind("mn_end"),
    change: (events, at) => insertAfter(events, at, [events[at]!]),
  },
];
