import { expect, it } from "vitest";
import model from "../../models/nested/conform/conform.ts";
import { NestedScenarioRecorder } from "../../models/nested/conform/scenario/recorder.ts";
import { SmallSpace } from "../../models/nested/conform/scenario/small-space.ts";
import { nested } from "../../models/nested/model.ts";
import { judgeTrace } from "../../src/conform/judge-trace.ts";
import type { ScenarioDraft } from "../../src/conform/scenario-draft.ts";
import { pathOf } from "./recordings.ts";

/** The scenario at every so many events of a recording. */
async function draftsIn(name: string, every: number): Promise<ScenarioDraft[]> {
  const recorder = new NestedScenarioRecorder();
  const drafts: ScenarioDraft[] = [];
  let seen = 0;
  await judgeTrace(pathOf(name), model, undefined, (event, state) => {
    recorder.observe(event, state);
    seen += 1;
    const found = seen % every === 0 ? recorder.draft() : null;
    if (found !== null) {
      drafts.push(found.draft);
    }
  });
  return drafts;
}

it("keeps what lies in one block together, and the order of pages", () => {
  const space = new SmallSpace([0x80003000, 0x80007000, 0x80203000, 0xc0000000]);
  expect([0x80003000, 0x80007000, 0x80203000, 0xc0000000].map((address) => space.at(address))).toEqual([1, 2, 5, 8]);
  expect(space.range(0x80000000, 0x200000)).toEqual({ first: 0, pages: 3 });
  expect(space.range(0x90000000, 0x200000)).toBeNull();
  expect([space.fits(3), space.fits(2)]).toEqual([true, false]);
});

it.each([
  "basic-ipa40.jsonl.gz",
  "thp-ipa40.jsonl.gz",
  "recycle-ipa40.jsonl.gz",
  "two_1-ipa36-cut.jsonl.gz",
  "slots-ipa40.jsonl.gz",
])("%s: every scenario is one of the model's", async (name) => {
  const drafts = await draftsIn(name, 40);
  expect(drafts.length).toBeGreaterThan(20);
  for (const { settings, tasks } of drafts) {
    expect(Object.keys(settings).filter((key) => !(key in nested.settings))).toEqual([]);
    for (const { role, commands } of tasks) {
      const spec = nested.roles[role]!;
      expect(commands.length).toBeLessThanOrEqual(spec.maxCommands);
      for (const command of commands) {
        expect(Object.keys(spec.commands[command.name]!.args).toSorted()).toEqual(Object.keys(command.args).toSorted());
        expect(spec.commands[command.name]!.print(command.args)).not.toMatch(/0x-|NaN|undefined/);
      }
    }
  }
});

it("has the accesses, TLBIs, rewrites and invalidations of the recording in it", async () => {
  const drafts = await draftsIn("basic-ipa40.jsonl.gz", 10);
  const names = new Set(
    drafts.flatMap(({ tasks }) => tasks.flatMap(({ commands }) => commands.map(({ name }) => name))),
  );
  expect([...names].toSorted()).toEqual([
    "access",
    "invalidate",
    "map",
    "tlbi_all",
    "tlbi_ipa",
    "tlbi_range",
    "tlbi_vm",
    "unmap",
  ]);
});
