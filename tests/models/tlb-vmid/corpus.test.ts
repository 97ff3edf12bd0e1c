import { describe, expect, it } from "vitest";
import { corpus } from "../../../models/tlb-vmid/corpus.ts";
import type { Values } from "../../../src/scenario/scenario.ts";
import { brokenIn, calls, look, modelNamed, scenarioOf } from "../walkers/look.ts";

const { model, properties } = modelNamed("tlb-vmid");
const linux = model.designs[0]!;

const access = (ia: number, write: boolean, huge = false) => calls("vcpu", "access", { ia, write, huge });
const prefetch = (ia: number) => calls("vcpu", "prefetch", { ia });
const unmaps = (ia: number, pages: number) => calls("host", "unmap", { ia, pages });

/** By entry: settings, tasks, preemptions, and what breaks of TLBs that act, of what they may hold, and of the order of steps. */
const rows: Readonly<Record<string, readonly [Values, ReturnType<typeof calls>[], number, string[]]>> = {
  E04: [{ half0: 2, ranges: true }, [unmaps(0, 1)], 0, ["bbm-protocol", "table-in-tlb"]],
  E05: [{ half0: 2, ranges: true }, [unmaps(0, 1)], 0, ["bbm-protocol", "table-in-tlb"]],
  E06: [{ half1: 1, warm: true, ranges: true }, [access(2, false), unmaps(2, 1)], 0, ["isolation"]],
  E10: [{ half0: 1, ro: true }, [access(0, true), access(0, true)], 1, ["refault"]],
  E11: [{ half0: 1, ro: true }, [access(0, true), access(0, true)], 1, ["refault"]],
  E12: [
    { half1: 4, ro: true, warm: true },
    [access(2, true, true)],
    0,
    ["bbm-protocol", "break-before-make", "tlb-conflict"],
  ],
  E15: [
    { half0: 2, warm: true },
    [access(1, false, true), prefetch(0)],
    1,
    ["bbm-protocol", "break-before-make", "tlb-conflict"],
  ],
  E20: [{ half1: 1, warm: true, other: true, ranges: true }, [access(2, false), unmaps(2, 1)], 0, ["isolation"]],
};

it("every entry has a row here", () => {
  expect(corpus.map(({ id }) => id)).toEqual(Object.keys(rows));
});

describe.each(corpus)("$id, $title", ({ id, turned, breaks }) => {
  const [settings, tasks, preemptions, all] = rows[id]!;
  const scenario = scenarioOf(model, settings, ...tasks);

  it(`breaks ${breaks}`, { timeout: 30_000 }, () => {
    const { broken } = look("tlb-vmid", linux.variants!.turned(turned), scenario, preemptions, 20_000);
    expect(Object.keys(broken).toSorted()).toEqual(all);
    expect(all).toContain(breaks);
  });

  it("does not with the knob where it was", { timeout: 30_000 }, () => {
    expect(look("tlb-vmid", linux, scenario, preemptions, 5_000).broken).toEqual({});
  });
});

it("nothing breaks in generated scenarios", { timeout: 30_000 }, () => {
  expect(brokenIn("tlb-vmid", linux, 120)).toEqual([]);
});

it("a TLBI that is not waited for leaves walks that are under way", () => {
  const unwaited = linux.variants!.turned({ tlbiSync: "none" });
  const scenario = scenarioOf(model, { half0: 2 }, prefetch(0), unmaps(0, 2));
  expect(look("tlb-vmid", linux, scenario, 2).broken).toEqual({});
  expect(look("tlb-vmid", unwaited, scenario, 2).broken["table-in-tlb"]).toMatch(/./);
});

it("frames that a walk counts along are others than those behind the pages", () => {
  const counted = linux.variants!.turned({ frame: "cursor" });
  const { broken } = look("tlb-vmid", counted, scenarioOf(model, {}, access(1, false), access(0, false, true)), 2);
  expect(broken["linearizable"]).toMatch(
    /^in the end there is page 0 -> frame 0x6 rw, page 1 -> frame 0x7 rw, to which/,
  );
});

it("its own properties are all broken by an entry, or by a knob of its own", () => {
  const byCorpus = new Set(Object.values(rows).flatMap(([, , , broken]) => broken));
  const taken = properties.filter(({ claim }) => claim !== undefined).map(({ name }) => name);
  expect(taken.filter((name) => !byCorpus.has(name)).toSorted()).toEqual(["linearizable", "rcu", "refcount"]);
});
