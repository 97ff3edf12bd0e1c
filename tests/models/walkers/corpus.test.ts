import { describe, expect, it } from "vitest";
import { corpus } from "../../../models/walkers/corpus.ts";
import type { Design } from "../../../src/scenario/model.ts";
import type { Values } from "../../../src/scenario/scenario.ts";
import { brokenIn, calls, look, modelNamed, scenarioOf } from "./look.ts";

const { model } = modelNamed("walkers");

const reads = (ia: number, huge = false) => calls("vcpu", "access", { ia, write: false, huge });
const writes = (ia: number, huge = false) => calls("vcpu", "access", { ia, write: true, huge });
const unmaps = (ia: number, pages = 1) => calls("notifier", "unmap", { ia, pages });
const takesLog = (ia: number, pages: number) => calls("vmm", "take_log", { ia, pages });
const splits = (ia: number) => calls("vmm", "split", { ia, pages: 1 });
const collapses = calls("khugepaged", "collapse");
const exits = calls("notifier", "release");

/** What `npm run corpus` shrinks them to, or as simple: settings, tasks, preemptions. */
const smallest: Readonly<Record<string, readonly [Values, ReturnType<typeof calls>[], number]>> = {
  E01: [{ half0: 2, ro: true }, [writes(0, true)], 0],
  E02: [{ half0: 2, ro: true }, [writes(0, true)], 0],
  E03: [{ half0: 1, old: true, hafdbs: true }, [reads(0), splits(0)], 1],
  E04: [{ half0: 2, ranges: true }, [unmaps(0)], 0],
  E05: [{ half0: 2, ranges: true }, [unmaps(0)], 0],
  E09: [{}, [reads(0), reads(0, true)], 2],
  E12: [{ half0: 3 }, [reads(0, true)], 0],
  E13: [{ half1: 1, ro: true, logging: true }, [writes(2)], 0],
  E14: [{ half1: 1, logging: true }, [writes(2), takesLog(2, 2)], 1],
  E15: [{ half0: 2, ro: true }, [writes(0, true)], 0],
  E16: [{}, [reads(0), reads(0)], 4],
  E22: [{}, [reads(0), collapses], 1],
  E25: [{ half1: 1, deep: true }, [exits], 0],
  E26: [{ half0: 2, ro: true }, [writes(0, true)], 1],
  E27: [{ half0: 1, old: true, logging: true, hafdbs: true }, [reads(0), takesLog(0, 1)], 1],
  E28: [{}, [reads(0), reads(0, true)], 1],
  E61: [{ half0: 1, old: true }, [reads(0, true), unmaps(0)], 1],
  E64: [{ half0: 2, ro: true }, [writes(0, true)], 0],
};

const designOf = (name = model.designs[0]!.name): Design => model.designs.find((design) => design.name === name)!;

it("every entry has its smallest scenario here", () => {
  expect(corpus.map(({ id }) => id)).toEqual(Object.keys(smallest));
});

describe.each(corpus)("$id, $title", ({ id, design, turned, breaks }) => {
  const [settings, tasks, preemptions] = smallest[id]!;
  const scenario = scenarioOf(model, settings, ...tasks);
  const correct = designOf(design);

  it(`breaks ${breaks}`, { timeout: 30_000 }, () => {
    const { broken } = look("walkers", correct.variants!.turned(turned), scenario, preemptions, 15_000);
    expect(broken[breaks]).toMatch(/./);
  });

  it("does not with the knob where it was", { timeout: 30_000 }, () => {
    const { broken } = look("walkers", correct, scenario, Math.min(preemptions, 2), 3_000);
    expect(Object.keys(broken).filter((name) => !correct.breaks.includes(name))).toEqual([]);
  });
});

it("no table is broken at an address within it, so that a TLBI from there on flushes all of it (E07)", () => {
  const unaligned = designOf().variants!.turned({ breakFlush: "fromAddress" });
  expect(brokenIn("walkers", unaligned, 120)).toEqual([]);
});
