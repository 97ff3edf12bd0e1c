import { drop, insertAfter, lastOf, nextOf, ofKind, set, where, type Mutation } from "./mutation.ts";
import type { Line } from "../recordings.ts";

const TWO = ["two_1-ipa36-cut.jsonl.gz"];
const BASIC = ["basic-ipa40.jsonl.gz"];

/** Lock events whose section has an event of this kind. */
const sectionsWith = (lock: string, unlock: string, kind: string) =>
  where((event, at, events) => {
    const end = event.ev === lock ? nextOf(events, at, ({ ev }) => ev === unlock) : -1;
    const inside = end < 0 ? -1 : nextOf(events, at, ({ ev }) => ev === kind);
    return inside >= 0 && inside < end;
  });
const toRead = set(() => ({ ev: "rlock" }));
const writing = (kind: string) => sectionsWith("wlock", "wunlock", kind);
/** The release of the section comes first. */
function unlockedBefore(events: readonly Line[], at: number): readonly Line[] {
  const end = nextOf(events, at, ({ ev }) => ev === "runlock" || ev === "wunlock");
  return [...events.slice(0, at), events[end]!, ...events.slice(at, end), ...events.slice(end + 1)];
}

export const locks: readonly Mutation[] = [
  { kind: "a release for read is not told", claim: "lock-exclusion", of: TWO, places: ofKind("runlock"), change: drop },
  {
    kind: "a release for write is not told",
    claim: "lock-exclusion",
    of: TWO,
    places: where(
      (event, at, events) => event.ev === "wunlock" && nextOf(events, at, ({ ev }) => ev.endsWith("lock")) > 0,
    ),
    change: drop,
  },
  {
    kind: "the lock is taken twice",
    claim: "lock-exclusion",
    of: TWO,
    places: ofKind("rlock", "wlock"),
    change: (events, at) => insertAfter(events, at, [events[at]!]),
  },
  {
    kind: "another thread gets the lock inside a write section",
    claim: "lock-exclusion",
    of: TWO,
    places: ofKind("wlock"),
    change: (events, at) => insertAfter(events, at, [{ th: "T9", ev: "rlock" }]),
  },
  {
    kind: "a writer gets the lock inside a read section",
    claim: "lock-exclusion",
    of: TWO,
    places: ofKind("rlock"),
    change: (events, at) => insertAfter(events, at, [{ th: "T9", ev: "wlock" }]),
  },
  {
    kind: "a reader releases as a writer",
    claim: "lock-exclusion",
    of: TWO,
    places: ofKind("runlock"),
    change: set(() => ({ ev: "wunlock" })),
  },
  {
    kind: "a yield without the lock",
    claim: "lock-exclusion",
    of: TWO,
    places: where((event, at, events) => event.ev === "wunlock" && events[at + 1]?.th === event.th),
    change: (events, at) => insertAfter(events, at, [{ ev: "yield" }]),
  },
  { kind: "a map outside of the lock", claim: "lock-map", of: BASIC, places: ofKind("map"), change: unlockedBefore },
  {
    kind: "a map without taking the lock",
    claim: "lock-map",
    of: BASIC,
    places: sectionsWith("rlock", "runlock", "pte_make"),
    change: drop,
  },
  {
    kind: "rights are relaxed without the lock",
    claim: "lock-map",
    of: BASIC,
    places: sectionsWith("rlock", "runlock", "relax"),
    change: drop,
  },
  {
    kind: "an unmap with the lock held for read",
    claim: "lock-unmap",
    of: BASIC,
    places: writing("unmap_range"),
    change: toRead,
  },
  { kind: "an unmap without the lock", claim: "lock-unmap", of: BASIC, places: writing("unmap_range"), change: drop },
  {
    kind: "an unmap goes on after the release",
    claim: "lock-unmap",
    of: BASIC,
    places: where(
      (event, at, events) => event.ev === "pte_unmap" && lastOf(events, at, ({ ev }) => ev === "wlock") >= 0,
    ),
    change: unlockedBefore,
  },
  {
    kind: "a notifier unmaps with the lock held for read",
    claim: "lock-unmap",
    of: BASIC,
    places: writing("notifier_unmap"),
    change: toRead,
  },
  {
    kind: "write-protection with the lock held for read",
    claim: "lock-write-protect",
    of: ["dirty-ipa40-cut.jsonl.gz"],
    places: writing("wp_range"),
    change: toRead,
  },
  {
    kind: "a block is split without the lock",
    claim: "lock-write-protect",
    of: ["manual-ipa40-cut.jsonl.gz"],
    places: where(({ ev }) => ev === "split"),
    change: unlockedBefore,
  },
  {
    kind: "aging with the lock held for read",
    claim: "lock-age",
    of: ["age-ipa40.jsonl.gz"],
    places: writing("pte_age"),
    change: toRead,
  },
  {
    kind: "aging without the lock",
    claim: "lock-age",
    of: ["age-ipa40.jsonl.gz"],
    places: writing("age"),
    change: drop,
  },
  {
    kind: "a look-up with the lock held for read",
    claim: "lock-shadows",
    of: BASIC,
    places: writing("lookup"),
    change: toRead,
  },
  { kind: "a look-up without the lock", claim: "lock-shadows", of: BASIC, places: writing("lookup"), change: drop },
  { kind: "a TLBI without the lock", claim: "lock-shadows", of: BASIC, places: writing("tlbi_ipa"), change: drop },
  {
    kind: "an unmap that must not block drops the lock",
    claim: "no-yield",
    of: TWO,
    places: where((event, at, events) => {
      const end =
        event.ev === "unmap_range" ? nextOf(events, at, ({ ev }) => ev === "yield" || ev === "unmap_range_ret") : -1;
      return end >= 0 && events[end]!.ev === "yield";
    }),
    change: set(() => ({ may_block: 0 })),
  },
];
