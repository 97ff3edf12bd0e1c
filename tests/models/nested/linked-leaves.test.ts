import { describe, expect, test } from "vitest";
import { linkedLeaves } from "../../../models/nested/designs/linked-leaves.ts";
import type { LinkedKnobs } from "../../../models/nested/designs/linked-leaves/knobs.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { loadCatalogue } from "../../../src/check/catalogue.ts";
import { unclaimedOf } from "../../../src/check/judge.ts";
import { search } from "../../../src/check/search.ts";
import { PROPERTIES } from "../../../src/cli/folders.ts";
import type { Task } from "../../../src/core/task.ts";
import { strategyByName } from "../../../src/strategies/by-name.ts";
import { after, clears, maps, notifies, tlbi } from "./by-hand.ts";

const { properties } = await loadCatalogue(PROPERTIES);

const STAGES = [
  { strategy: (seed: number) => strategyByName("pos", seed)!, runs: 40 },
  { strategy: (seed: number) => strategyByName("pct:3", seed)!, runs: 40 },
];

/** The properties that generated scenarios break; only `wanted` is judged if it is given. */
function brokenBy(design: NestedDesign, to: number, wanted?: string): string[] {
  const own = properties.filter(({ model, name }) => model.name === "nested" && (wanted ?? name) === name);
  const { model } = own[0]!;
  const unclaimed = unclaimedOf(model, properties);
  const { found } = search({ model, design, properties: own, unclaimed, seed: 1, from: 0, to, stages: STAGES });
  return [...new Set(found.map(({ property }) => property))];
}

describe("each choice of the design is there for something: with the other one", () => {
  test.for<readonly [Partial<LinkedKnobs>, string]>([
    [{ linkAt: "afterMap" }, "precision"],
    [{ linkAt: "afterUnlock" }, "soundness"],
    [{ headLock: "none" }, "lock"],
    [{ headLock: "none" }, "coverage"],
    [{ aliases: "unknown" }, "strict-precision"],
    [{ aliases: "dropped" }, "soundness"],
    [{ unlinkAt: "atReuse" }, "precision"],
    [{ blockHead: "firstPage" }, "soundness"],
    [{ noMemory: "ignore" }, "soundness"],
    [{ noMemory: "failFault" }, "no-fail"],
    [{ countDown: "inFault" }, "broken-flag"],
    [{ gfp: "sleep" }, "no-sleep"],
  ])("%o breaks %s", ([knobs, property]) => {
    expect(brokenBy(linkedLeaves.turned(knobs), 1_500, property)).toEqual([property]);
  });

  test("arrays that go with their slot need its SRCU readers to be waited for", () => {
    const early: NestedDesign = { ...linkedLeaves, mutant: "no-srcu-sync" };
    expect(brokenBy(early, 600, "use-after-free")).toEqual(["use-after-free"]);
  });

  test("as it is, and where only the cost differs, it holds every property", () => {
    expect(brokenBy(linkedLeaves, 150)).toEqual([]);
    expect(brokenBy(linkedLeaves.turned({ visit: "all", walk: "leaf" }), 100)).toEqual([]);
  });
});

describe("one call after the other", () => {
  function* aliased(kvm: Kvm): Task {
    yield* maps(kvm, 4, 0);
    yield* maps(kvm, 4, 9);
    yield* maps(kvm, 5, 20);
  }

  test("every leaf is in the list of its page, the last first", () => {
    const lists = { entries: ["4 -> 9", "4 -> 0", "5 -> 20"], leaves: ["4 -> 0", "4 -> 9", "5 -> 20"] };
    expect(after(linkedLeaves, aliased)).toEqual({ ...lists, broken: false, violations: [] });
  });

  test("a notifier takes all leaves of its page and no other", () => {
    function* body(kvm: Kvm): Task {
      yield* aliased(kvm);
      yield* notifies(kvm, 4);
    }
    const left = ["5 -> 20"];
    expect(after(linkedLeaves, body)).toEqual({ entries: left, leaves: left, broken: false, violations: [] });
  });

  test("a leaf leaves its list however it goes", () => {
    function* body(kvm: Kvm): Task {
      yield* aliased(kvm);
      yield* tlbi(kvm, 9);
      yield* maps(kvm, 6, 0);
    }
    expect(after(linkedLeaves, body).entries).toEqual(["5 -> 20", "6 -> 0"]);
    function* emptied(kvm: Kvm): Task {
      yield* body(kvm);
      yield* clears(kvm);
    }
    expect(after(linkedLeaves, emptied)).toEqual({ entries: [], leaves: [], broken: false, violations: [] });
  });

  test("a block has a list of its own, which any of its pages leads to", () => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 4, 8, 4);
      yield* maps(kvm, 6, 1);
    }
    expect(after(linkedLeaves, body).entries).toEqual(["6 -> 1", "4 -> 8+4"]);
    function* notified(kvm: Kvm): Task {
      yield* body(kvm);
      yield* notifies(kvm, 7);
    }
    expect(after(linkedLeaves, notified).leaves).toEqual(["6 -> 1"]);
  });

  test("leaves without links are counted, and while there are any, everything goes", () => {
    expect(after(linkedLeaves, aliased, 1)).toMatchObject({ entries: ["4 -> 9", "5 -> 20"], broken: true });
    function* notified(kvm: Kvm): Task {
      yield* aliased(kvm);
      yield* notifies(kvm, 7);
    }
    expect(after(linkedLeaves, notified, 1)).toEqual({ entries: [], leaves: [], broken: false, violations: [] });
  });
});
