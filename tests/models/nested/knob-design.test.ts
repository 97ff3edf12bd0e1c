import { expect, test } from "vitest";
import { columbia2017 } from "../../../models/nested/designs/columbia-2017.ts";
import { COLUMBIA_KNOBS } from "../../../models/nested/designs/columbia/knobs.ts";
import { guestMapping } from "../../../models/nested/designs/guest-mapping.ts";
import { GUEST_MAPPING_KNOBS } from "../../../models/nested/designs/guest-mapping/knobs.ts";
import { mapleV1 } from "../../../models/nested/designs/maple-v1.ts";
import { mapleV1Index } from "../../../models/nested/designs/maple-v1-index.ts";
import { mapleV2Rcu, RCU_KNOBS } from "../../../models/nested/designs/maple-v2-rcu.ts";
import { mapleV2 } from "../../../models/nested/designs/maple-v2.ts";
import { mapleV3 } from "../../../models/nested/designs/maple-v3.ts";
import { MAPLE_DEFAULTS, MAPLE_KNOBS } from "../../../models/nested/designs/maple/knobs.ts";
import { rbTree2024, rbTree2024Reviewed } from "../../../models/nested/designs/rb-tree-2024.ts";
import { RB_KNOBS } from "../../../models/nested/designs/rb-tree/knobs.ts";
import { nested } from "../../../models/nested/model.ts";
import type { Design } from "../../../src/scenario/model.ts";

type Values = Readonly<Record<string, readonly string[]>>;
type Listed = Design & { readonly knobs: object; readonly turned: (knobs: never) => Listed };

const LISTED: readonly (readonly [Listed, Values])[] = [
  [rbTree2024, RB_KNOBS],
  [rbTree2024Reviewed, RB_KNOBS],
  [mapleV1, MAPLE_KNOBS],
  [mapleV2, MAPLE_KNOBS],
  [mapleV2Rcu, { ...MAPLE_KNOBS, ...RCU_KNOBS }],
  [mapleV3, MAPLE_KNOBS],
  [mapleV1Index, MAPLE_KNOBS],
  [columbia2017, COLUMBIA_KNOBS],
  [guestMapping, GUEST_MAPPING_KNOBS],
];

/** What the idea of a design does not give, however well it is done. */
const LIMITS: Readonly<Record<string, readonly string[]>> = {
  "columbia-2017": ["exactness", "precision", "strict-precision"],
  "guest-mapping": ["exactness", "precision", "strict-precision"],
  "maple-v1": ["strict-precision", "two-trees"],
  "maple-v1-index": ["strict-precision", "two-trees"],
  "maple-v2-rcu": ["recovery", "strict-precision"],
  "maple-v3": ["strict-precision", "two-trees"],
};
const DESIGNS = LISTED.map(([design, values]) => [design.name, design, values] as const);

const knobsOf = (design: Design): Record<string, string> => ({ ...(design as Listed).knobs });

const changed = (design: Design, from: Design): string[] => {
  const before = knobsOf(from);
  return Object.entries(knobsOf(design)).flatMap(([knob, value]) => (value === before[knob] ? [] : [knob]));
};

test("the model lists them all", () => {
  expect(nested.designs).toEqual(expect.arrayContaining(LISTED.map(([design]) => design)));
});

test("defaults are the first value of each knob", () => {
  expect(Object.entries(MAPLE_DEFAULTS)).toEqual(Object.entries(MAPLE_KNOBS).map(([knob, [first]]) => [knob, first]));
});

test.for(DESIGNS)("%s has a listed value for every knob", ([, design, values]) => {
  const knobs = knobsOf(design);
  expect(Object.keys(knobs).toSorted()).toEqual(Object.keys(values).toSorted());
  for (const [knob, value] of Object.entries(knobs)) {
    expect(values[knob]).toContain(value);
  }
});

test.for(DESIGNS)(
  "%s: each mend turns a knob of its own, to a listed value, and twice is once",
  ([, design, values]) => {
    for (const { id } of design.flaws) {
      const mended = design.mend([id]);
      expect(changed(mended, design)).not.toEqual([]);
      expect(knobsOf(mended.mend([id]))).toEqual(knobsOf(mended));
      expect(mended.flaws.map((flaw) => flaw.id)).toEqual(
        design.flaws.map((flaw) => flaw.id).filter((flaw) => flaw !== id),
      );
      for (const [knob, value] of Object.entries(knobsOf(mended))) {
        expect(values[knob]).toContain(value);
      }
    }
  },
);

test.for(DESIGNS)(
  "%s: the order of mends does not matter, and all of them leave what the idea does not give",
  ([, design]) => {
    const ids = design.flaws.map((flaw) => flaw.id);
    const all = design.mend(ids);
    expect(knobsOf(design.mend(ids.toReversed()))).toEqual(knobsOf(all));
    expect([all.name, all.flaws, all.breaks]).toEqual([design.name, [], LIMITS[design.name] ?? ["strict-precision"]]);
  },
);

test.for(DESIGNS)("%s declares what its flaws break", ([, design]) => {
  expect(design.breaks).not.toEqual([]);
  expect(design.breaks).toEqual([...new Set(design.breaks)].toSorted());
});

test("V1-5 and V1-6 are mended apart: the error, and what is remembered of it", () => {
  const policy = (...ids: string[]) => knobsOf(mapleV1.mend(ids))["onInsertFail"];
  expect([policy(), policy("V1-5"), policy("V1-6"), policy("V1-5", "V1-6")]).toEqual([
    "failFault",
    "ignore",
    "failFaultAndBroken",
    "broken",
  ]);
});

test("a flaw of another design cannot be mended", () => {
  expect(() => mapleV2.mend(["G-1"])).toThrow("maple-v2 has no flaw G-1 to mend: it has V2-1, P-1");
});
