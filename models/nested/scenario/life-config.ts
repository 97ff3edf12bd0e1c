import type { Scenario } from "../../../src/scenario/scenario.ts";

/** What the families about shadows, memslots and the VM ask of a scenario. */
export interface LifeConfig {
  /** Role of each task, and how many commands it has. */
  readonly roles: readonly string[];
  readonly commands: readonly number[];
  /** How many vCPUs are initialised in the run, and how many allocations may fail in that. */
  readonly inits: number;
  readonly init_failures: number;
  /** The process or the VM ends while others are at it. */
  readonly torn_down: boolean;
}

/** Roles that have to do with the end of the VM. */
export const ENDS: ReadonlySet<string> = new Set(["exit", "close", "ptdump"]);

export function lifeConfigOf({ settings, tasks }: Scenario): LifeConfig {
  const roles = tasks.map(({ role }) => role);
  const commands = tasks.map((task) => task.commands.length);
  return {
    roles,
    commands,
    inits: commands.reduce((sum, count, task) => sum + (roles[task] === "init" ? count : 0), 0),
    init_failures: Number(settings["init_failures"] ?? 0),
    torn_down: roles.some((role) => ENDS.has(role)),
  };
}
