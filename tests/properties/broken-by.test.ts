import { expect, test } from "vitest";
import { baseline2024 } from "../../models/nested/designs/baseline-2024.ts";
import { columbia2017 } from "../../models/nested/designs/columbia-2017.ts";
import { fullUnmap } from "../../models/nested/designs/full-unmap.ts";
import { unmap_shadow } from "../../models/nested/mmu/unmap.ts";
import { mapleV1 } from "../../models/nested/designs/maple-v1.ts";
import { empty_tree } from "../../models/nested/designs/maple/clear.ts";
import type { NestedRevmap } from "../../models/nested/designs/maple/state.ts";
import { mapleV2 } from "../../models/nested/designs/maple-v2.ts";
import { mapleV2Rcu } from "../../models/nested/designs/maple-v2-rcu.ts";
import { mapleV3 } from "../../models/nested/designs/maple-v3.ts";
import { rbTree2024 } from "../../models/nested/designs/rb-tree-2024.ts";
import type { Mutant } from "../../models/nested/mutant.ts";
import type { NestedDesign } from "../../models/nested/reverse-map.ts";
import { bugsOf } from "../../bench/corpus/entries.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import type { AnyProperty } from "../../src/check/catalogue.ts";
import { search } from "../../src/check/search.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import type { Design, Setting } from "../../src/scenario/model.ts";
import { strategyByName } from "../../src/strategies/by-name.ts";
import { inFamily } from "./in-family.ts";

const { properties } = await loadCatalogue(PROPERTIES);

const mutant = (name: Mutant): NestedDesign => ({ ...fullUnmap, name: `full-unmap, ${name}`, mutant: name });

/** v2 that starts over with an empty tree where an entry cannot be taken out, and does not say that it is incomplete. */
const startsOver: NestedDesign = {
  ...mapleV2,
  name: "maple-v2, dropping its tree",
  reverse_map: {
    ...mapleV2.reverse_map,
    *unmap_canonical(kvm, mmu, range, may_block) {
      const { failures } = kvm.allocator;
      yield* mapleV2.reverse_map.unmap_canonical(kvm, mmu, range, may_block);
      if (kvm.allocator.failures < failures) {
        const { knobs, nested_revmap_mt } = mmu.revmap as NestedRevmap;
        yield* empty_tree(knobs, nested_revmap_mt);
      }
    },
  },
};

/** A reverse map that forgets in an unmap of everything that its notifier must not block. */
const blocks: NestedDesign = {
  ...fullUnmap,
  name: "full-unmap, which may always block",
  reverse_map: { ...fullUnmap.reverse_map, unmap_canonical: (kvm, mmu) => unmap_shadow(kvm, mmu, true) },
};

const onlyBase9 = baseline2024.mend(
  baseline2024.flaws.map(({ id }) => id).filter((id) => id !== "BASE-9"),
) as NestedDesign;

/** What breaks each property, found in generated scenarios. */
const BROKEN_BY: Readonly<Record<string, readonly NestedDesign[]>> = {
  "broken-flag": [mapleV1, mapleV3],
  "break-before-make": [mutant("make-without-tlbi"), mutant("locks-page")],
  composition: [mutant("block-offset-lost"), mutant("no-tag"), mutant("guest-flag-ignored")],
  coverage: [mapleV1],
  deadlock: [mapleV1],
  "dirty-log": [
    mapleV1,
    mutant("no-mark"),
    mutant("shadows-writable"),
    mutant("canonical-writable"),
    mutant("no-protect-at-get"),
    mutant("no-srcu-sync"),
  ],
  encoding: [mapleV1],
  erase: [startsOver],
  exactness: [fullUnmap, mapleV1],
  "guest-tlbi": [mutant("no-tlb-flush"), mutant("tlbi-takes-page"), mutant("tag-of-leaf"), onlyBase9],
  "guest-tables": [mutant("guest-flag-blind")],
  lock: [mapleV1, rbTree2024],
  "lock-hold": [mutant("never-yield")],
  memslots: [mutant("slots-at-once")],
  "no-fail": [mapleV1],
  "no-growth": [columbia2017, rbTree2024],
  "no-leak": [rbTree2024],
  "no-sleep": [mapleV1, mapleV2Rcu, rbTree2024],
  "no-yield": [mutant("always-yield"), mutant("blocks-anyway"), blocks],
  partition: [mutant("yield-skips-chunk")],
  perm: [mutant("guest-perms-ignored"), mutant("guest-size-ignored")],
  "page-references": [mutant("page-kept"), mutant("page-put-twice")],
  precision: [fullUnmap],
  rcu: [mapleV2Rcu.mend(["V2-5"]) as NestedDesign],
  recovery: [fullUnmap, rbTree2024],
  ref: [mutant("recycle-in-use"), mutant("request-once"), mutant("skip-pending-unmap")],
  "released-frames": [mutant("tlbi-not-shareable"), mutant("no-tlb-flush"), mutant("no-retry"), mapleV1],
  "seq-protocol": [mutant("no-retry"), mutant("late-sample")],
  soundness: [mutant("no-retry"), mutant("no-seq"), mutant("no-in-progress"), mutant("no-tlb-flush"), mapleV1],
  tag: [mutant("recycle-in-use"), mutant("skip-pending-unmap")],
  "two-trees": [mapleV1, mapleV3],
  "use-after-free": [mapleV2Rcu],
  vncr: [mutant("vncr-with-leaves"), mutant("vncr-tlbi-no-seq"), mutant("vncr-late-sample"), mutant("vncr-count-late")],
};

/** Where scenarios of one family break it that others hardly can. */
const FAMILY_OF: Readonly<Record<string, string>> = {
  "break-before-make": "dirty-log",
  "dirty-log": "dirty-log",
  "guest-tlbi": "guest-sizes",
  "guest-tables": "walk",
  memslots: "memslots",
  "released-frames": "tlb",
  vncr: "vncr",
};

const STAGES = [
  { strategy: (seed: number) => strategyByName("pos", seed)!, runs: 40 },
  { strategy: (seed: number) => strategyByName("pct:3", seed)!, runs: 40 },
];

const named = (name: string): AnyProperty[] => properties.filter((property) => property.name === name);

function firstBreak(property: AnyProperty, design: Design, to: number): string {
  const family = FAMILY_OF[property.name];
  const model = family === undefined ? property.model : inFamily(property.model, family);
  const judged = { model, design, properties: [property], unclaimed: new Set<string>() };
  const options = { ...judged, seed: 1, from: 0, stages: STAGES };
  const { found } = search({ ...options, to });
  return found[0]?.property ?? "held";
}

/** Tried for properties that have no line above. */
const MUTANTS: readonly Mutant[] = [
  "no-retry",
  "late-sample",
  "no-seq",
  "no-tlb-flush",
  "always-yield",
  "skip-pending-unmap",
];

/** A design with its knobs turned that breaks a property which no bug of a corpus is declared to break. */
const TURNED: Readonly<Record<string, readonly [design: string, knobs: Setting]>> = {
  linearizable: ["lockless-age-store", { ageSet: "store" }],
  live: ["seq-count", { seqType: "int" }],
  "notifier-balance": ["seq-count", { slotWait: "never" }],
};

/** What may break a property: what is there for it first, then all else that is at hand. */
function* candidatesFor({ name, model }: AnyProperty): Generator<Design> {
  const bugs = bugsOf([model]);
  const [base, knobs] = TURNED[name] ?? [];
  const turned = model.designs.find((design) => design.name === base)?.variants;
  if (turned !== undefined) {
    yield turned.turned(knobs!);
  }
  yield* bugs.filter(({ entry }) => entry.breaks === name).map(({ design }) => design);
  yield* model.designs.filter(({ breaks }) => breaks.includes(name));
  if (model.name === "nested") {
    yield* MUTANTS.map(mutant);
  }
  yield* bugs.filter(({ entry }) => entry.breaks !== name).map(({ design }) => design);
}

/** The model first that has the design which is known to break it. */
const inOrder = (name: string): AnyProperty[] =>
  named(name)
    .toReversed()
    .toSorted((a, b) => Number(isTurned(name, b)) - Number(isTurned(name, a)));

const isTurned = (name: string, { model }: AnyProperty): boolean =>
  model.designs.some((design) => design.name === TURNED[name]?.[0]);

const others = new Set(properties.map(({ name }) => name).filter((name) => !(name in BROKEN_BY)));

test.for([...others])("%s is broken by some design, mutant or bug", (name) => {
  for (const property of inOrder(name)) {
    for (const design of candidatesFor(property)) {
      if (firstBreak(property, design, 200) === name) {
        return;
      }
    }
  }
  expect.fail(`nothing breaks ${name}`);
});

for (const [name, designs] of Object.entries(BROKEN_BY)) {
  for (const design of designs) {
    test(`${name} is broken by ${design.name}`, () => {
      const property = named(name).find(({ model }) => model.name === "nested");
      expect(firstBreak(property!, design, 1_500)).toBe(name);
    });
  }
}
