import type { Arbitrary } from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyModel, AnyProperty } from "../../src/check/catalogue.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { designNamed } from "../../src/check/design-named.ts";
import { unclaimedOf } from "../../src/check/judge.ts";
import { search } from "../../src/check/search.ts";
import type { SearchResult } from "../../src/check/search.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import type { CorpusEntry, Design } from "../../src/scenario/model.ts";
import type { Scenario, Values } from "../../src/scenario/scenario.ts";
import { strategyByName } from "../../src/strategies/by-name.ts";

const { properties, models } = await loadCatalogue(PROPERTIES);

/** Fewer schedules a scenario than a check has, but of the same kinds. */
const STAGES = [
  { strategy: (seed: number) => strategyByName("exhaustive:2", seed)!, runs: 20 },
  { strategy: (seed: number) => strategyByName("pos", seed)!, runs: 20 },
];

export interface Effort {
  /** Scenarios in which nothing may break that a design does not declare. */
  readonly held: number;
  /** Scenarios in which what it declares must have broken. */
  readonly broken: number;
  /** Claims that a test of its own shows broken. */
  readonly shown?: readonly string[];
}

function look(model: AnyModel, design: Design, judged: readonly AnyProperty[], to: number): SearchResult {
  const unclaimed = unclaimedOf(
    models.find((own) => own.name === model.name)!,
    properties,
  );
  return search({ model, design, properties: judged, unclaimed, seed: 1, from: 0, to, stages: STAGES });
}

const named = (result: SearchResult): string[] => result.found.map(({ property }) => property).toSorted();

const turned = (model: AnyModel, { design, turned: knobs }: CorpusEntry): Design => {
  const setting = Object.entries(knobs).map(([knob, value]) => `${knob}=${value}`);
  return designNamed(`${design ?? model.designs[0]!.name}@${setting.join(",")}`, model.designs);
};

/** What breaks in a design by its name, knobs turned or not, in so many scenarios; `settings` are fixed where they are given. */
export function brokenIn(name: string, design: string, scenarios: number, settings: Values = {}): string[] {
  const model = models.find((candidate) => candidate.name === name)!;
  const own = properties.filter((property) => property.model === model);
  const fixed = { ...model, arbitrary: (derived: Arbitrary<Scenario>) => derived.map(withSettings(settings)) };
  return named(look(fixed, designNamed(design, model.designs), own, scenarios));
}

const withSettings =
  (settings: Values) =>
  (scenario: Scenario): Scenario => ({ ...scenario, settings: { ...scenario.settings, ...settings } });

/** What every model says of itself, tried in generated scenarios: verdicts of its designs, and the bugs of its corpus. */
export function describeModel(name: string, { held, broken, shown = [] }: Effort): void {
  const model = models.find((candidate) => candidate.name === name)!;
  const own = properties.filter((property) => property.model === model);
  const entries = model.corpus ?? [];

  describe.each(model.designs.map((design) => [design.name, design] as const))("%s", (_name, design) => {
    it("breaks nothing that it does not declare", () => {
      const result = look(
        model,
        design,
        own.filter((property) => !design.breaks.includes(property.name)),
        held,
      );
      expect({ found: named(result), halt: result.halt?.reason }).toEqual({ found: [], halt: undefined });
    });

    it.runIf(design.breaks.length > 0)("breaks what it declares", () => {
      const declared = own.filter((property) => design.breaks.includes(property.name));
      expect(named(look(model, design, declared, broken))).toEqual(design.breaks.toSorted());
    });

    it.each(design.flaws.map((flaw) => [flaw.id, flaw] as const))("shows %s", (id, flaw) => {
      const others = design.flaws.map((other) => other.id).filter((other) => other !== id);
      const wanted = own.filter((property) => flaw.breaks?.includes(property.name) ?? true);
      expect(named(look(model, design.mend(others), wanted, broken))).not.toEqual([]);
    });

    it.runIf(design.flaws.length > 0)("holds what its idea allows with every flaw mended", () => {
      const mended = design.mend(design.flaws.map(({ id }) => id));
      const held_then = own.filter((property) => !mended.breaks.includes(property.name));
      expect(named(look(model, mended, held_then, held))).toEqual([]);
    });
  });

  describe.runIf(entries.length > 0)("the corpus", () => {
    it.each(entries.map((entry) => [entry.id, entry] as const))("%s is found", (_id, entry) => {
      const wanted = own.filter((property) => property.name === entry.breaks);
      expect(named(look(model, turned(model, entry), wanted, broken))).toEqual([entry.breaks]);
    });
  });

  it("has something that breaks each of its own claims", () => {
    const breaking = new Set([
      ...shown,
      ...model.designs.flatMap(({ breaks }) => breaks),
      ...entries.map(({ breaks }) => breaks),
    ]);
    const claims = own.filter(({ claim }) => claim !== undefined).map((property) => property.name);
    expect(claims.filter((claim) => !breaking.has(claim))).toEqual([]);
  });

  it("reaches what its properties are about", () => {
    const { reached } = look(model, model.designs[0]!, own, held);
    expect(own.flatMap(({ exercised }) => exercised).filter((what) => !reached.has(what))).toEqual([]);
  });
}
