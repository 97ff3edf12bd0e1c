import { describe, expect, test } from "vitest";
import { mapleV1 } from "../../../models/nested/designs/maple-v1.ts";
import { mapleV2Rcu } from "../../../models/nested/designs/maple-v2-rcu.ts";
import { mapleV2 } from "../../../models/nested/designs/maple-v2.ts";
import { mapleV3 } from "../../../models/nested/designs/maple-v3.ts";
import { rbTree2024, rbTree2024Reviewed } from "../../../models/nested/designs/rb-tree-2024.ts";
import type { NestedRevmap } from "../../../models/nested/designs/maple/state.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import type { World } from "../../../src/core/world.ts";
import type { Task } from "../../../src/core/task.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import { oneChunk, realKvm, shadow } from "./real-kvm.ts";
import { type After, after, clears, maps, notifies, tlbi } from "./by-hand.ts";

const LISTED = [rbTree2024, rbTree2024Reviewed, mapleV1, mapleV2, mapleV2Rcu, mapleV3];
const mended = (design: NestedDesign) => design.mend(design.flaws.map((flaw) => flaw.id)) as NestedDesign;
const MENDED = LISTED.map((design) => [design.name, mended(design)] as const);
const MAPLE_MENDED = MENDED.filter(([name]) => name.startsWith("maple"));

const QUIET = { broken: false, violations: [] };

describe("with every flaw mended", () => {
  test.for(MENDED)("%s unmaps what the range reaches, and forgets it", ([, design]) => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 0, 0);
      yield* maps(kvm, 1, 9);
      yield* maps(kvm, 6, 18, 4);
      yield* maps(kvm, 15, 31);
      yield* notifies(kvm, 1, 4);
    }
    const left = ["0 -> 0", "15 -> 31"];
    expect(after(design, body)).toEqual({ entries: left, leaves: left, ...QUIET });
  });

  test.for(MENDED)("%s touches nothing for a range that nobody maps", ([, design]) => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 2, 3);
      yield* maps(kvm, 9, 8);
      yield* notifies(kvm, 3, 6);
    }
    const left = ["2 -> 3", "9 -> 8"];
    expect(after(design, body)).toMatchObject({ entries: left, violations: [] });
  });

  test.for(MAPLE_MENDED)("%s gives up on a page with two nested addresses", ([, design]) => {
    function* aliases(kvm: Kvm): Task {
      yield* maps(kvm, 4, 0);
      yield* maps(kvm, 4, 9);
      yield* maps(kvm, 7, 20);
      yield* maps(kvm, 4, 16, 4);
    }
    expect(after(design, aliases).entries).toEqual(["4 -> ?+4"]);
    function* body(kvm: Kvm): Task {
      yield* aliases(kvm);
      yield* notifies(kvm, 5);
    }
    expect(after(design, body)).toEqual({ entries: [], leaves: [], ...QUIET });
  });

  test.for(MENDED.filter(([name]) => name.startsWith("rb")))("%s keeps both records of a page", ([, design]) => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 4, 0);
      yield* maps(kvm, 4, 9);
      yield* maps(kvm, 4, 0);
      yield* maps(kvm, 5, 20);
    }
    expect(after(design, body).entries).toEqual(["4 -> 0", "4 -> 9", "5 -> 20"]);
    function* unmapped(kvm: Kvm): Task {
      yield* body(kvm);
      yield* notifies(kvm, 4);
    }
    expect(after(design, unmapped)).toEqual({ entries: ["5 -> 20"], leaves: ["5 -> 20"], ...QUIET });
  });

  test.for(MENDED)("%s forgets what L1 invalidates, and no more", ([, design]) => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 3, 0);
      yield* maps(kvm, 4, 4, 4);
      yield* maps(kvm, 1, 17);
      yield* maps(kvm, 0, 24);
      yield* tlbi(kvm, 5, 16);
    }
    const left = ["0 -> 24", "3 -> 0"];
    expect(after(design, body)).toMatchObject({ entries: left, ...QUIET });
  });

  test.for(MENDED)("%s forgets everything with an unmap of everything", ([, design]) => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 3, 0);
      yield* maps(kvm, 3, 1);
      yield* maps(kvm, 12, 4, 4);
      yield* clears(kvm);
    }
    expect(after(design, body)).toEqual({ entries: [], leaves: [], ...QUIET });
  });

  test.for(MENDED)(
    "%s takes a leaf that it could not record away with everything, and trusts itself again",
    ([, design]) => {
      function* fails(kvm: Kvm): Task {
        expect(yield* maps(kvm, 3, 0)).toBe(0);
      }
      expect(after(design, fails, 1)).toEqual({ entries: [], leaves: ["3 -> 0"], broken: true, violations: [] });
      function* body(kvm: Kvm): Task {
        yield* fails(kvm);
        yield* notifies(kvm, 9);
        yield* maps(kvm, 5, 2);
      }
      expect(after(design, body, 1)).toEqual({ entries: ["5 -> 2"], leaves: ["5 -> 2"], ...QUIET });
    },
  );
});

function* maps1(kvm: Kvm, ...pairs: readonly (readonly [c: number, n: number])[]): Task {
  for (const [c, n] of pairs) {
    yield* maps(kvm, c, n);
  }
}

/** The TLBI takes the leaf at 0, and canonical 4 is mapped elsewhere. */
function* staleAfterTlbi(kvm: Kvm): Task {
  yield* maps(kvm, 4, 0);
  yield* tlbi(kvm, 0);
  yield* maps1(kvm, [4, 9], [7, 3]);
  yield* notifies(kvm, 4);
}

/** L1 rewrites a live entry. */
const replaced = (kvm: Kvm): Task => maps1(kvm, [4, 1], [5, 1]);

function* inTheMiddle(kvm: Kvm): Task {
  yield* maps(kvm, 4, 0, 4);
  yield* notifies(kvm, 6);
}

function* recordInRecord(kvm: Kvm): Task {
  yield* maps(kvm, 4, 0, 4);
  yield* maps(kvm, 5, 9);
  yield* notifies(kvm, 4, 4);
}

/** One task shows it: what is there in the end, as posted and with this flaw mended, all others being mended. */
const SEQUENTIAL: readonly (readonly [
  flaw: string,
  design: NestedDesign,
  body: (kvm: Kvm) => Task<unknown>,
  flawed: Partial<After>,
  good: Partial<After>,
  failures?: number,
])[] = [
  ["V1-1", mapleV1, (kvm) => maps1(kvm, [4, 0], [5, 1]), { entries: ["5 -> 1"] }, { entries: ["4 -> 0", "5 -> 1"] }],
  ["V1-2", mapleV1, (kvm) => maps1(kvm, [4, 1]), { violations: ["lock-owner"] }, { violations: [] }],
  ["V1-4", mapleV1, (kvm) => maps1(kvm, [4, 1]), { violations: ["sleep-in-atomic"] }, { violations: [] }],
  ["V1-6", mapleV1, (kvm) => maps1(kvm, [4, 1]), { broken: false }, { broken: true }, 1],
  ["V2-1", mapleV2, staleAfterTlbi, { leaves: [] }, { leaves: ["7 -> 3"] }],
  ["V2-5", mapleV2Rcu, (kvm) => maps1(kvm, [4, 1]), { violations: ["sleep-in-atomic"] }, { violations: [] }, 1],
  ["V3-1", mapleV3, (kvm) => maps(kvm, 6, 2, 4), { entries: ["6 -> 0+4"] }, { entries: ["4 -> 0+4"] }],
  ["P-1", mapleV3, replaced, { entries: ["4 -> 1", "5 -> 1"] }, { entries: ["5 -> 1"] }],
  ["G-1", rbTree2024, inTheMiddle, { leaves: ["4 -> 0+4"] }, { leaves: [] }],
  [
    "G-2",
    rbTree2024Reviewed,
    (kvm) => maps1(kvm, [4, 0], [4, 1]),
    { entries: ["4 -> 1"] },
    { entries: ["4 -> 0", "4 -> 1"] },
  ],
  ["G-5", rbTree2024, (kvm) => maps1(kvm, [4, 0], [4, 1]), { entries: ["4 -> 0"] }, { entries: ["4 -> 0", "4 -> 1"] }],
  ["G-6", rbTree2024Reviewed, (kvm) => maps(kvm, 4, 4, 1, false), { entries: [] }, { entries: ["4 -> 4"] }],
  ["G-7", rbTree2024, (kvm) => maps1(kvm, [4, 0]), { violations: ["sleep-in-atomic"] }, { violations: [] }],
  ["G-8", rbTree2024, (kvm) => maps1(kvm, [4, 0]), { broken: false }, { broken: true }, 1],
  ["G-9", rbTree2024, recordInRecord, { leaves: ["5 -> 9"] }, { leaves: [] }],
  ["G-11", rbTree2024, staleAfterTlbi, { violations: ["leak"] }, { violations: [] }],
  ["P-1", rbTree2024, replaced, { entries: ["4 -> 1", "5 -> 1"] }, { entries: ["5 -> 1"] }],
];

describe("a flaw, and its mend", () => {
  test.for(SEQUENTIAL)("%s", ([flaw, design, body, flawed, good, failures]) => {
    const others = design.flaws.map(({ id }) => id).filter((id) => id !== flaw);
    expect(after(design.mend(others) as NestedDesign, body, failures)).toMatchObject(flawed);
    expect(after(design.mend([...others, flaw]) as NestedDesign, body, failures)).toMatchObject(good);
  });
});

describe("the rest of the flaws that one task can show", () => {
  function* fails(kvm: Kvm): Task {
    yield* maps(kvm, 4, 1);
  }

  test("V1-4b: mas_nomem gives up a lock that nobody holds, and keeps it", () => {
    const keeps = (design: NestedDesign): boolean => {
      let isHeld = false;
      function* body(kvm: Kvm): Task {
        yield* fails(kvm);
        isHeld = (shadow(kvm).revmap as NestedRevmap).nested_revmap_mt.ma_lock.holder !== null;
      }
      after(design, body, 1);
      return isHeld;
    };
    expect(keeps(mapleV1)).toBe(true);
    for (const mend of ["V1-2", "V1-4", "V1-4b"]) {
      expect(keeps(mapleV1.mend([mend]) as NestedDesign)).toBe(false);
    }
  });

  test("V1-5: the fault fails, unless mended", () => {
    let err = 0;
    function* body(kvm: Kvm): Task {
      err = yield* maps(kvm, 4, 1);
    }
    after(mapleV1, body, 2);
    expect(err).toBe(-ENOMEM);
    after(mapleV1.mend(["V1-5"]) as NestedDesign, body, 2);
    expect(err).toBe(0);
  });

  test("G-4: the tree has a lock of its own, under the name of the outer one", () => {
    const names = (design: NestedDesign): string[] => {
      const held: string[] = [];
      function* body(kvm: Kvm): Task {
        kvm.world.emit = (event, lock) => {
          held.push(...(event === "unlock" ? [(lock as { label: string }).label] : []));
        };
        yield* maps(kvm, 4, 1);
      }
      after(design, body);
      return held;
    };
    expect(names(rbTree2024)).toEqual(["mmu_lock[0]", "mmu_lock"]);
    expect(names(rbTree2024.mend(["G-4"]) as NestedDesign)).toEqual(["nested_mapipa.ma_lock[0]", "mmu_lock"]);
  });

  test("v2 behind a pointer: NULL stands for broken, and the next unmap of everything brings a new tree", () => {
    const design = mended(mapleV2Rcu);
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 4, 1);
      yield* clears(kvm);
    }
    expect(after(design, body, 1)).toEqual({ entries: [], leaves: [], ...QUIET });
    expect(after(design, body, 2)).toEqual({ entries: [], leaves: [], broken: true, violations: [] });
  });
});

describe("real addresses", () => {
  const [MiB, TiB] = [2 ** 20, 2 ** 40];
  const top = oneChunk.nestedSize - 2 * MiB;

  test.for(MENDED)("%s keeps those at both ends of 52 bits", ([, design]) => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 0, top, 2 * MiB);
      yield* maps(kvm, TiB - 4096, 0, 4096);
      yield* maps(kvm, 2 ** 52 - 4096, 2 * MiB, 4096);
    }
    const make = (world: World) => realKvm(world, design);
    const entries = [`0 -> ${top}+${2 * MiB}`, `${TiB - 4096} -> 0+4096`, `${2 ** 52 - 4096} -> ${2 * MiB}+4096`];
    expect(after(design, body, 0, make)).toMatchObject({ entries, ...QUIET });
    function* unmapped(kvm: Kvm): Task {
      yield* body(kvm);
      yield* notifies(kvm, 2 * MiB - 4096, 8192);
      yield* notifies(kvm, TiB - 8192, 8192);
    }
    expect(after(design, unmapped, 0, make)).toMatchObject({ entries: [entries[2]], leaves: [entries[2]], ...QUIET });
  });
});
