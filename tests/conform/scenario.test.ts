import { expect, it } from "vitest";
import model from "../../models/nested/conform/conform.ts";
import { NestedScenarioRecorder } from "../../models/nested/conform/scenario/recorder.ts";
import { SmallSpace } from "../../models/nested/conform/scenario/small-space.ts";
import { fullUnmap } from "../../models/nested/designs/full-unmap.ts";
import { nested } from "../../models/nested/model.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { scheduleAsHappened } from "../../src/cli/as-happened.ts";
import { whole } from "../../src/cli/conform-scenario.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { judgeTrace } from "../../src/conform/judge-trace.ts";
import type { ScenarioDraft } from "../../src/conform/scenario-draft.ts";
import { Execution } from "../../src/core/execution.ts";
import { replay } from "../../src/core/replay.ts";
import { programOf } from "../../src/scenario/program.ts";
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
  "rand_3-ipa36-cut.jsonl.gz",
])("%s: every scenario is one of the model's", async (name) => {
  const drafts = await draftsIn(name, 40);
  expect(drafts.length).toBeGreaterThan(20);
  for (const {
    scenario: { settings, tasks },
  } of drafts) {
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

it("runs in the order of the trace: what got the lock first does so in the model", async () => {
  const { models } = await loadCatalogue(PROPERTIES);
  const found = models.find(({ name }) => name === nested.name)!;
  const drafts = (await draftsIn("twoloop_2-ipa36-cut.jsonl.gz", 25)).filter(
    ({ scenario }) => scenario.tasks.length > 1,
  );
  expect(drafts.length).toBeGreaterThan(10);
  for (const draft of drafts) {
    const scenario = whole(nested, draft.scenario);
    const schedule = scheduleAsHappened(found, scenario, draft, model.scenarios);
    const entries = draft.times.flatMap((times, task) => times.map(({ begin }, command) => ({ begin, task, command })));
    const expected = entries.toSorted((a, b) => a.begin - b.begin).map(({ task, command }) => `${task}/${command}`);
    const entered: string[] = [];
    const program = programOf(
      nested,
      scenario,
      fullUnmap,
      [],
      (task, command) => void entered.push(`${task}/${command}`),
    );
    new Execution(program).run(replay(schedule));
    // A task is at its first command from the beginning, and one that has the lock may reach the next before another gets on.
    const moved = expected.filter((entry, at) => !entry.endsWith("/0") && Math.abs(entered.indexOf(entry) - at) > 3);
    expect(moved).toEqual([]);
    expect(entered.toSorted()).toEqual(expected.toSorted());
  }
});

it("has the accesses, TLBIs, rewrites and invalidations of the recording in it", async () => {
  const drafts = await draftsIn("basic-ipa40.jsonl.gz", 10);
  const names = new Set(
    drafts.flatMap(({ scenario: { tasks } }) => tasks.flatMap(({ commands }) => commands.map(({ name }) => name))),
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

it("has the dirty log in it, which is on before it is taken, a mask after another as one", async () => {
  const drafts = await draftsIn("rand_3-ipa36-cut.jsonl.gz", 5);
  const migrations = drafts.flatMap(({ scenario: { tasks } }) =>
    tasks.filter(({ role }) => role === "migration").map(({ commands }) => commands.map(({ name }) => name).join(" ")),
  );
  expect(migrations).toContain("start");
  expect(migrations).toContain("start sync");
  expect(migrations.filter((names) => !names.startsWith("start"))).toEqual([]);
  const [manual] = (await draftsIn("manual-ipa40-cut.jsonl.gz", 1)).slice(-1);
  expect(manual!.scenario.tasks.find(({ role }) => role === "migration")!.commands.map(({ name }) => name)).toEqual([
    "start",
    "sync",
  ]);
});
