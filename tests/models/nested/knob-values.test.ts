import { describe, expect, test } from "vitest";
import { mapleV3 } from "../../../models/nested/designs/maple-v3.ts";
import type { MapleKnobs } from "../../../models/nested/designs/maple/knobs.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import type { Task } from "../../../src/core/task.ts";
import { after, clears, maps, notifies, tlbi } from "./by-hand.ts";

/** Values that no posted version has: v3 with its flaws mended, and these turned. */
const turned = (knobs: Partial<MapleKnobs>): NestedDesign =>
  mapleV3.turned(knobs).mend(mapleV3.flaws.map(({ id }) => id)) as NestedDesign;

function* aliased(kvm: Kvm): Task {
  yield* maps(kvm, 4, 0);
  yield* maps(kvm, 4, 9);
  yield* maps(kvm, 5, 20);
}

describe("overlapPolicy", () => {
  const left = (design: NestedDesign) =>
    after(design, function* (kvm) {
      yield* aliased(kvm);
      yield* notifies(kvm, 4);
    }).leaves;

  test("discardNew: the second address of a page is not recorded, and stays behind", () => {
    expect(after(turned({ overlapPolicy: "discardNew" }), aliased).entries).toEqual(["4 -> 0", "5 -> 20"]);
    expect(left(turned({ overlapPolicy: "discardNew" }))).toEqual(["4 -> 9", "5 -> 20"]);
  });

  test("multi: both are, and nothing else goes with them", () => {
    const design = turned({ overlapPolicy: "multi" });
    expect(after(design, aliased).entries).toEqual(["4 -> 0", "4 -> 9", "5 -> 20"]);
    expect(left(design)).toEqual(["5 -> 20"]);
  });

  test("multi: the same once more is no second record; TLBI and clearing free them, a failure breaks the map", () => {
    const design = turned({ overlapPolicy: "multi" });
    function* again(kvm: Kvm): Task {
      yield* aliased(kvm);
      yield* aliased(kvm);
      yield* tlbi(kvm, 9);
    }
    expect(after(design, again)).toMatchObject({ entries: ["4 -> 0", "5 -> 20"], violations: [] });
    function* cleared(kvm: Kvm): Task {
      yield* aliased(kvm);
      yield* clears(kvm);
    }
    expect(after(design, cleared)).toEqual({ entries: [], leaves: [], broken: false, violations: [] });
    expect(after(design, aliased, 1)).toMatchObject({ entries: ["4 -> 9", "5 -> 20"], broken: true });
  });
});

describe("eraseAlloc", () => {
  function* unmapped(kvm: Kvm): Task {
    yield* maps(kvm, 4, 0);
    yield* notifies(kvm, 4);
    yield* maps(kvm, 4, 0);
    yield* maps(kvm, 6, 1);
    yield* tlbi(kvm, 1);
    yield* maps(kvm, 6, 2);
  }

  test("never: an entry is gone without memory, and what is mapped there next does not overlap it", () => {
    const kept = ["4 -> 0", "6 -> 2"];
    expect(after(turned({ eraseAlloc: "never" }), unmapped)).toMatchObject({ entries: kept, violations: [] });
  });
});

describe("mmuIndexTree", () => {
  const design = turned({ mmuIndexTree: "yes" });

  test("a shadow that the tree names is looked at", () => {
    function* body(kvm: Kvm): Task {
      yield* aliased(kvm);
      yield* maps(kvm, 7, 3);
      yield* notifies(kvm, 7);
    }
    expect(after(design, body)).toMatchObject({ entries: ["4 -> ?", "5 -> 20"], violations: [] });
  });

  test("one that it could not be told of is not, although its own tree is", () => {
    function* body(kvm: Kvm): Task {
      yield* maps(kvm, 4, 0);
      yield* notifies(kvm, 4);
    }
    expect(after(design, body, 1)).toMatchObject({ leaves: ["4 -> 0"], entries: [] });
  });
});

test("recordOrder beforeMap: there is no leaf yet to look at, so the entry of one that is replaced stays", () => {
  function* body(kvm: Kvm): Task {
    const { reverse_map, vcpus, nested_mmus } = kvm;
    const fault = { vcpu: vcpus[0]!, nested: null, canonical: 4, nested_ipa: 0, size: 1, relaxed: false };
    yield* reverse_map.before_map!(kvm, nested_mmus[0]!, { ...fault, replaced: false });
  }
  expect(after(turned({ recordOrder: "beforeMap" }), body).entries).toEqual(["4 -> 0"]);
});
