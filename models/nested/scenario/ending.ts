import type { Task } from "../../../src/core/task.ts";
import type { CommandSpec, RoleSpec } from "../../../src/scenario/model.ts";
import type { Values } from "../../../src/scenario/scenario.ts";
import { then_exit } from "../life/lifetime.ts";
import type { Kvm } from "../state.ts";

/** A role of the VMM's threads: where the VM is torn down in the run, each leaves KVM behind its last command. */
export function ending(role: RoleSpec<Kvm>): RoleSpec<Kvm> {
  const commands = Object.entries(role.commands).map(([name, spec]): [string, CommandSpec<Kvm>] => [
    name,
    { ...spec, run: (kvm, args, task) => ended(kvm, spec, args, task) },
  ]);
  return { ...role, commands: Object.fromEntries(commands) };
}

function ended(kvm: Kvm, { run }: CommandSpec<Kvm>, args: Values, task: number): Task {
  const command = run(kvm, args, task);
  return kvm.lifetime === null ? command : then_exit(kvm, task, command);
}
