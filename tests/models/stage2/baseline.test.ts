import * as fc from "fast-check";
import { expect, test } from "vitest";
import { back, invalidate } from "../../../models/stage2/canonical.ts";
import { compose } from "../../../models/stage2/compose.ts";
import { tiny } from "../../../models/stage2/geometry.ts";
import { emptyView, erase, type GuestView, retireIpa, rewrite } from "../../../models/stage2/guest-view.ts";
import type { IpaRange } from "../../../models/stage2/interval.ts";
import type { Leaves } from "../../../models/stage2/leaf.ts";
import { mapLeaf, unmapNested } from "../../../models/stage2/leaf-table.ts";
import type { Mapping, Mappings } from "../../../models/stage2/mapping.ts";
import { forbiddenLeaf } from "../../../models/stage2/observe.ts";
import { RW } from "../../../models/stage2/perm.ts";
import { ipas2Range } from "../../../models/stage2/tlbi.ts";
import * as arbitrary from "./arbitraries.ts";

/** One context, its shadow and the host, all events in a row: a baseline with nothing left to go wrong. */
interface State {
  readonly view: GuestView;
  readonly host: Mappings;
  readonly shadow: Leaves;
}

type Command =
  | { readonly kind: "fault"; readonly n: number; readonly limit: number }
  | { readonly kind: "write"; readonly mapping: Mapping; readonly tlbi: boolean }
  | { readonly kind: "notify"; readonly range: IpaRange }
  | { readonly kind: "back"; readonly mapping: Mapping };

interface Rules {
  readonly notify: (shadow: Leaves, range: IpaRange) => Leaves;
  readonly tlbi: (shadow: Leaves, ipa: number) => Leaves;
}

const baseline: Rules = {
  notify: () => [],
  tlbi: (shadow, ipa) => unmapNested(shadow, ipas2Range(shadow, ipa, null, tiny)),
};

function perform(rules: Rules, state: State, command: Command): State {
  const { view, host, shadow } = state;
  if (command.kind === "fault") {
    const leaf = compose(command.n, view.current, host, tiny, command.limit);
    return leaf === null ? state : { view, host, shadow: mapLeaf(shadow, leaf).leaves };
  }
  if (command.kind === "notify") {
    return { view, host: invalidate(host, command.range), shadow: rules.notify(shadow, command.range) };
  }
  const { mapping } = command;
  if (command.kind === "back") {
    return { view, host: back(invalidate(host, mapping), mapping), shadow: rules.notify(shadow, mapping) };
  }
  if (!command.tlbi) return { view: rewrite(view, mapping), host, shadow };
  const pages = Array.from({ length: mapping.size }, (_, i) => mapping.start + i);
  const broken = erase(view, mapping);
  const retired = pages.reduce((v, ipa) => retireIpa(v, ipa, broken.clock, tiny), broken);
  return { view: rewrite(retired, mapping), host, shadow: pages.reduce(rules.tlbi, shadow) };
}

const wholeHost: Mappings = [{ start: 0, size: 16, to: 128, perm: RW, block: 4 }];

/** Two guest blocks, so that a handful of commands meets. */
const n = fc.nat(7);
const written = fc.tuple(arbitrary.guestMapping, n).map(([m, at]) => ({ ...m, start: at - (at % m.block) }));

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("fault" as const), n, limit: fc.constantFrom(1, 4) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("write" as const), mapping: written, tlbi: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("notify" as const), range: arbitrary.canonicalRange }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("back" as const), mapping: arbitrary.hostMapping }) },
);

/** The first sentence about a leaf that is not allowed after some command. */
function firstForbidden(rules: Rules, commands: readonly Command[]): string | null {
  let state: State = { view: emptyView, host: wholeHost, shadow: [] };
  for (const one of commands) {
    state = perform(rules, state, one);
    for (const leaf of state.shadow) {
      const sentence = forbiddenLeaf(state.view, state.host, leaf);
      if (sentence !== null) return sentence;
    }
  }
  return null;
}

const check = (rules: Rules) =>
  fc.check(
    fc.property(
      fc.array(command, { minLength: 10, maxLength: 30 }),
      (commands) => firstForbidden(rules, commands) === null,
    ),
    {
      numRuns: 500,
    },
  );

test("every leaf of the baseline is allowed at any time", () => {
  expect(check(baseline).counterexample).toBeNull();
});

test.each<[string, Partial<Rules>]>([
  ["a notifier that unmaps nothing", { notify: (shadow) => shadow }],
  ["a notifier that takes canonical addresses for nested ones", { notify: unmapNested }],
  ["a TLBI that unmaps nothing", { tlbi: (shadow) => shadow }],
  ["a TLBI that unmaps the page before", { tlbi: (shadow, ipa) => unmapNested(shadow, { start: ipa - 1, size: 1 }) }],
])("%s leaves a leaf that is not", (_, mutation) => {
  expect(check({ ...baseline, ...mutation }).failed).toBe(true);
});
