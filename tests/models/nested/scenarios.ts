import { nested } from "../../../models/nested/model.ts";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import type { Mutant } from "../../../models/nested/mutant.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Claim, Program } from "../../../src/core/program.ts";
import type { Strategy } from "../../../src/core/strategy.ts";
import { valueAt } from "../../../src/scenario/domain.ts";
import { programOf } from "../../../src/scenario/program.ts";
import type { Command, Scenario, ScenarioTask, Value, Values } from "../../../src/scenario/scenario.ts";

/** The simplest value of every setting, with some of them changed. */
function settingsOf(changes: Values): Values {
  const simplest = Object.entries(nested.settings).map(([name, domain]): [string, Value] => [name, valueAt(domain, 0)]);
  return { ...Object.fromEntries(simplest), ...changes };
}

export function scenarioOf(changes: Values, ...tasks: readonly ScenarioTask[]): Scenario {
  return { settings: settingsOf(changes), tasks };
}

export const vcpu = (...commands: readonly Command[]): ScenarioTask => ({ role: "vcpu", commands });
export const l1 = (...commands: readonly Command[]): ScenarioTask => ({ role: "l1", commands });
export const notifier = (...commands: readonly Command[]): ScenarioTask => ({ role: "notifier", commands });
export const vmm = (...commands: readonly Command[]): ScenarioTask => ({ role: "vmm", commands });

export const call = (name: string, args: Values = {}): Command => ({ name, args });
export const reads = (n: number): Command => call("access", { n, write: false });
export const writes = (n: number): Command => call("access", { n, write: true });
export const enters = (context: number): Command => call("enter", { context });
export const invalidates = (c: number, pages: number, may_block = false): Command =>
  call("invalidate", { c, pages, may_block });

export const mutated = (mutant: Mutant): NestedDesign => ({ ...fullUnmap, mutant });

export function programFor(
  scenario: Scenario,
  claims: readonly Claim<Kvm>[] = [],
  design: NestedDesign = fullUnmap,
): Program<Kvm> {
  return programOf(nested, scenario, design, claims);
}

/** Each task runs to its end before the next one begins, unless it has to wait. */
export const inOrder: Strategy = {
  name: "in order",
  begin: () => true,
  pick: (_enabled, _count, current) => Math.max(current, 0),
  choose: () => 0,
};

/** The state after a run in which the tasks take turns in order. Throws if it did not pass. */
export function runInOrder(scenario: Scenario, claims: readonly Claim<Kvm>[] = [], design = fullUnmap): Kvm {
  const execution = new Execution(programFor(scenario, claims, design));
  const outcome = execution.run(inOrder);
  if (outcome.kind !== "passed") {
    throw new Error(JSON.stringify(outcome));
  }
  return execution.state;
}
