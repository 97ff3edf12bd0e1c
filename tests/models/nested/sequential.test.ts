import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberOf } from "../../../models/nested/scenario/config.ts";
import { partsIn } from "../../../models/nested/host/memslots.ts";
import { nested } from "../../../models/nested/model.ts";
import { ShadowMmu } from "../../../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { CONTEXTS } from "../../../models/nested/vcpu/vcpu.ts";
import { diffLeaves, diffMappings } from "../../../models/stage2/diff.ts";
import type { Leaves } from "../../../models/stage2/leaf.ts";
import { unmapNested } from "../../../models/stage2/leaf-table.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Task } from "../../../src/core/task.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import type { Command, Scenario } from "../../../src/scenario/scenario.ts";
import * as reference from "./reference.ts";
import { inOrder, programFor } from "./scenarios.ts";

interface Turn {
  readonly task: number;
  readonly role: string;
  readonly command: Command;
}

/** The commands of all tasks in one row: those of each task in order, whose turn it is by `dice`. */
function turnsOf(scenario: Scenario, dice: readonly number[]): Turn[] {
  const queues = scenario.tasks.map(({ role, commands }, task) => commands.map((command) => ({ task, role, command })));
  const turns: Turn[] = [];
  for (let i = 0; queues.some((queue) => queue.length > 0); i++) {
    const waiting = queues.filter((queue) => queue.length > 0);
    turns.push(waiting[(dice[i % dice.length] ?? 0) % waiting.length]!.shift()!);
  }
  return turns;
}

/** What the pure model expects of every table after one command that ran alone. */
function expected(kvm: Kvm, turn: Turn, before: readonly Leaves[], contexts: readonly number[]): Leaves[] {
  const { role, command, task } = turn;
  const tables = reference.tablesOf(kvm);
  const host = reference.hostMappings(kvm.host);
  return tables.map((mmu, i) => {
    const leaves = before[i]!;
    if (role === "notifier") {
      const range = reference.changedRange(command);
      const isInSlot = partsIn(kvm.memslots, kvm.memslots.states, range).length > 0;
      return !isInSlot ? leaves : mmu instanceof ShadowMmu ? [] : unmapNested(leaves, range);
    }
    if (role === "vmm") {
      const slot = { start: numberOf(command.args, "slot") * kvm.memslots.size, size: kvm.memslots.size };
      const exists = slot.start < kvm.geometry.canonicalSize;
      return !exists ? leaves : mmu instanceof ShadowMmu ? [] : unmapNested(leaves, slot);
    }
    if (command.name === "access" && mmu === kvm.vcpus[task]!.hw_mmu) {
      const n = numberOf(command.args, role === "l1" ? "c" : "n");
      const guest = role === "l1" ? null : reference.guestOf(kvm, contexts[task]!);
      const there = host.filter(({ start }) => kvm.memslots.states[Math.floor(start / kvm.memslots.size)] === "valid");
      return reference.afterAccess(leaves, n, command.args["write"] === true, guest, there);
    }
    if (command.name.startsWith("tlbi") && mmu instanceof ShadowMmu && mmu.valid) {
      return reference.afterTlbi(leaves, command, mmu.vmid);
    }
    return leaves;
  });
}

/** Runs the commands one after another and writes down every difference from the pure model. */
function* lockStep(kvm: Kvm, turns: readonly Turn[], differences: string[]): Task {
  const contexts = kvm.vcpus.map((vcpu) => CONTEXTS.indexOf(vcpu.context));
  for (const turn of turns) {
    const { role, command, task } = turn;
    const before = reference.tablesOf(kvm).map((mmu) => mmu.leaves);
    const written = kvm.guests.map(reference.guestMappings);
    const owners = kvm.nested_mmus.map((mmu) => (mmu.valid ? `${mmu.vmid} ${mmu.nested_stage2_enabled}` : ""));
    yield* nested.roles[role]!.commands[command.name]!.run(kvm, command.args, task);
    if (command.name === "enter") {
      contexts[task] = numberOf(command.args, "context");
    }
    const want = expected(kvm, turn, before, contexts);
    reference.tablesOf(kvm).forEach((mmu, i) => {
      const owner = mmu instanceof ShadowMmu ? `${mmu.vmid} ${mmu.nested_stage2_enabled}` : "";
      const recycled = mmu instanceof ShadowMmu && owner !== owners[i - 1];
      const differs = diffLeaves(mmu.label, recycled ? [] : want[i]!, mmu.leaves);
      differences.push(...differs.map((d) => `${command.name}: ${d.path}: ${d.before}, then ${d.after}`));
    });
    if (command.name === "map" || command.name === "unmap") {
      const vm = numberOf(command.args, "vm");
      const entries = diffMappings(
        "guest",
        reference.afterWrite(written[vm]!, command),
        reference.guestMappings(kvm.guests[vm]!),
      );
      differences.push(...entries.map((d) => `${command.name}: ${d.path}: ${d.before}, then ${d.after}`));
    }
  }
}

describe("commands one after another", () => {
  it("do to every table what the pure model of stage 2 does", () => {
    const dice = fc.array(fc.nat(5), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(arbitraryOf(nested), dice, (scenario, drawn) => {
        const differences: string[] = [];
        const turns = turnsOf(scenario, drawn);
        const program = {
          ...programFor(scenario),
          tasks: [{ name: "all", run: (kvm: Kvm) => lockStep(kvm, turns, differences) }],
        };
        const outcome = new Execution(program).run(inOrder);
        expect({ outcome, differences }).toEqual({ outcome: { kind: "passed" }, differences: [] });
      }),
      { numRuns: 1500 },
    );
  });
});
