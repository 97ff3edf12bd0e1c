import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { tiny } from "../../stage2/geometry.ts";
import { alignDown } from "../../stage2/interval.ts";
import type { Command, Scenario, ScenarioTask, Values } from "../../../src/scenario/scenario.ts";
import { numberOf } from "./config.ts";
import { Dice } from "./dice.ts";
import { ENDS } from "./life-config.ts";
import { CONTEXTS } from "../vcpu/vcpu.ts";

/** How often, of 100, something generated is moved to where the tasks can meet; the rest stays as drawn. */
const AIMED = 80;
const REWRITTEN = 80;
const SAME_TARGET = 50;
const RUNNING_VM = 90;
const SAME_CANONICAL = 30;
const STAGE2_ON = 80;
const SOME_MAPPING = 90;
const SECOND_MAPPING = 50;
const NO_FAILURE = 50;
const ALONE = 70;
const READ_ONLY_BLOCK = 50;

const BLOCK = tiny.blocks[0] ?? tiny.page;

/** An entry that L1's tables have at some time. */
interface Entry {
  readonly vm: number;
  readonly n: number;
  readonly c: number;
  readonly isBlock: boolean;
}

/**
 * Drawn each on its own, most accesses would go where L1 maps nothing, most writes of L1 to an entry that nobody uses, and hardly
 * two nested addresses to one canonical page. So every scenario has a vCPU, L1 mostly deals with a VM that runs and rewrites
 * an entry that is there, and most accesses, TLBIs and notifiers go to an address of some entry, one of them more than others.
 */
export function meeting(derived: Arbitrary<Scenario>): Arbitrary<Scenario> {
  const withVcpu = derived.filter(({ tasks }) => tasks.some((task) => task.role === "vcpu"));
  return fc.tuple(withVcpu, Dice.drawn()).map(([drawn, dice]) => {
    const scenario = leaner(drawn, dice);
    const moved = movedSettings(scenario.settings, dice);
    const settings = commandsOf(scenario.tasks, "split").some(({ args }) => "bbm" in args)
      ? toSplit(moved, dice)
      : moved;
    const vms = runningVms(scenario.tasks);
    const initial = initialEntries(settings).filter(({ vm }) => vms.includes(vm));
    const own = changed(scenario.tasks, ({ args }) => ("vm" in args ? ofRunningVm(args, vms, dice) : args));
    const written = changed(own, ({ name, args }) => (name === "map" ? rewriting(args, initial, dice) : args));
    const entries = [...initial, ...writtenBy(written)];
    const tasks = changed(written, (command, role) => aimed(command, role, entries, dice));
    return {
      settings,
      tasks: isLogged(scenario) ? changed(tasks, (command) => besides(command, entries, dice)) : tasks,
    };
  });
}

/** Families in which others would take up the schedules that those who matter need. */
function leaner(drawn: Scenario, dice: Dice): Scenario {
  if (isTornDown(drawn)) {
    return ending(drawn, dice);
  }
  if (isCrowded(drawn)) {
    return crowded(drawn, dice);
  }
  if (drawn.tasks.some(({ role }) => role === "slots")) {
    return slotwise(drawn, dice);
  }
  return isLogged(drawn) ? logging(drawn, dice) : drawn;
}

const isLogged = ({ tasks }: Scenario): boolean => tasks.some(({ role }) => role === "migration");

/** Mostly the log is taken again and again, while L2 writes. */
function logging({ settings, tasks }: Scenario, dice: Dice): Scenario {
  if (!dice.chance(ALONE)) {
    return { settings, tasks };
  }
  const writes: Command = { name: "access", args: { c: numberOf(settings, "c0"), write: true } };
  const takes: Command = { name: "sync", args: {} };
  const instead: Readonly<Record<string, Command>> = { migration: takes, l1: writes };
  const first: Command = settings["logged"] === true ? takes : { name: "start", args: {} };
  return {
    settings,
    tasks: tasks
      .filter(({ role }) => role === "vcpu" || role in instead)
      .map(({ role, commands }) => {
        const others = commands.map((command) => instead[role] ?? command);
        return { role, commands: role === "migration" ? [first, ...others.slice(1)] : others };
      }),
  };
}

/** What is done to memslots is mostly something that can be done to them as they are by then. */
function slotwise({ settings, tasks }: Scenario, dice: Dice): Scenario {
  if (!dice.chance(ALONE)) {
    return { settings, tasks };
  }
  const there = [true, true];
  return {
    settings: { ...settings, memslots: 2 },
    tasks: tasks
      .filter(({ role }) => role !== "vmm")
      .map(({ role, commands }) => {
        return { role, commands: role === "slots" ? commands.map((command) => possible(command, there)) : commands };
      }),
  };
}

/** The same, or what has to come before it; `there` is brought up to date. */
function possible({ name, args }: Command, there: boolean[]): Command {
  const slot = numberOf(args, "slot");
  const other = 1 - slot;
  if (name === "move" && there[slot] !== there[other]) {
    const from = there[slot] === true ? slot : other;
    there[from] = false;
    there[1 - from] = true;
    return { name, args: { slot: from } };
  }
  there[slot] = there[slot] !== true;
  return { name: there[slot] ? "create" : "delete", args: { slot } };
}

const isTornDown = ({ tasks }: Scenario): boolean => tasks.some(({ role }) => ENDS.has(role));

/** Whoever has left by the time the VM goes takes up schedules: mostly one vCPU is enough to have leaves, in one shadow. */
function ending({ settings, tasks }: Scenario, dice: Dice): Scenario {
  const first = tasks.findIndex(({ role }) => role === "vcpu");
  const without = tasks.filter(({ role }, task) => {
    const leaves = role === "vcpu" || role === "l1" || role === "vmm";
    return leaves ? task === first || !dice.chance(ALONE) : !ENDS.has(role) || dice.chance(ALONE);
  });
  const kept = without.some(({ role }) => role === "exit" || role === "close") ? without : tasks;
  const isLean = dice.chance(ALONE);
  return {
    settings: isLean ? { ...settings, shadows: 1, yields: Math.max(1, numberOf(settings, "yields")) } : settings,
    tasks: kept.map(({ role, commands }) => {
      return { role, commands: isLean && role === "vcpu" ? commands.slice(0, 1 + dice.below(2)) : commands };
    }),
  };
}

const isCrowded = ({ tasks }: Scenario): boolean => tasks.some(({ role }) => role === "tlbi");

/** Mostly nobody but those who drop the lock in one shadow, and a vCPU that maps something there meanwhile. */
function crowded({ settings, tasks }: Scenario, dice: Dice): Scenario {
  const first = tasks.findIndex(({ role }) => role === "vcpu");
  const isLean = dice.chance(ALONE);
  const kept = tasks.filter(({ role }, task) => !isLean || role === "tlbi" || task === first);
  return {
    settings: { ...settings, yields: 2 },
    tasks: kept.map(({ role, commands }) => ({ role, commands: isLean ? commands.slice(0, 2) : commands })),
  };
}

function movedSettings(settings: Values, dice: Dice): Values {
  const mappings = dice.chance(SOME_MAPPING) ? (dice.chance(SECOND_MAPPING) ? 2 : 1) : 0;
  const apart = (name: string, size: number): number => apartFrom(settings, name, `${name[0]}0`, size, dice);
  const canonical = (name: string): number =>
    dice.chance(SAME_CANONICAL) ? numberOf(settings, "c0") : apart(name, tiny.canonicalSize);
  return {
    ...settings,
    s2_off: settings["s2_off"] === true && !dice.chance(STAGE2_ON),
    mappings: Math.max(mappings, numberOf(settings, "mappings")),
    c1: canonical("c1"),
    n1: apart("n1", tiny.nestedSize),
    c2: canonical("c2"),
    failures: dice.chance(NO_FAILURE) ? 0 : numberOf(settings, "failures"),
  };
}

/** L1 has blocks to split, mostly such as it made read-only to see who writes to them. */
function toSplit(settings: Values, dice: Dice): Values {
  const readOnly = dice.chance(READ_ONLY_BLOCK);
  return { ...settings, block0: true, ro0: readOnly || settings["ro0"] === true };
}

function apartFrom(settings: Values, name: string, other: string, size: number, dice: Dice): number {
  const [own, taken] = [numberOf(settings, name), numberOf(settings, other)];
  return own === taken ? (taken + 1 + dice.below(size - 1)) % size : own;
}

/** VMs that a vCPU is in at some time. */
function runningVms(tasks: readonly ScenarioTask[]): number[] {
  const entering = [...commandsOf(tasks, "enter"), ...commandsOf(tasks, "enter_interrupted")];
  const entered = entering.map(({ args }) => CONTEXTS[numberOf(args, "context")]!.vmid);
  return [...new Set([0, ...entered])];
}

function initialEntries(settings: Values): Entry[] {
  return [0, 1, 2].slice(0, numberOf(settings, "mappings")).map((index) => {
    const [n, c] = [numberOf(settings, `n${index}`), numberOf(settings, `c${index}`)];
    return { vm: index === 2 ? 1 : 0, n, c, isBlock: settings[`block${index}`] === true };
  });
}

function writtenBy(tasks: readonly ScenarioTask[]): Entry[] {
  return commandsOf(tasks, "map").map(({ args }) => {
    return {
      vm: numberOf(args, "vm"),
      n: numberOf(args, "n"),
      c: numberOf(args, "c"),
      isBlock: args["block"] === true,
    };
  });
}

const commandsOf = (tasks: readonly ScenarioTask[], name: string): Command[] =>
  tasks.flatMap((task) => task.commands).filter((command) => command.name === name);

function changed(tasks: readonly ScenarioTask[], change: (command: Command, role: string) => Values): ScenarioTask[] {
  return tasks.map(({ role, commands }) => {
    return { role, commands: commands.map((command) => ({ name: command.name, args: change(command, role) })) };
  });
}

const ofRunningVm = (args: Values, vms: readonly number[], dice: Dice): Values =>
  dice.chance(RUNNING_VM) ? { ...args, vm: dice.early(vms)! } : args;

/** L1 writes an entry anew: for its rights or its size, or to lead elsewhere. */
function rewriting(args: Values, initial: readonly Entry[], dice: Dice): Values {
  const entry = dice.chance(REWRITTEN) ? dice.early(initial.filter(({ vm }) => vm === args["vm"])) : undefined;
  if (entry === undefined) {
    return args;
  }
  return { ...args, n: entry.n, c: dice.chance(SAME_TARGET) ? entry.c : args["c"]! };
}

/** A log has leaves of single pages where blocks are mapped: accesses go to several pages of one. */
function besides({ name, args }: Command, entries: readonly Entry[], dice: Dice): Values {
  const isBlock = entries.some(({ n, isBlock: block }) => block && n === args["n"]);
  return name === "access" && isBlock
    ? { ...args, n: alignDown(numberOf(args, "n"), BLOCK) + dice.below(BLOCK) }
    : args;
}

function aimed({ name, args }: Command, role: string, entries: readonly Entry[], dice: Dice): Values {
  const isHost = role === "notifier" || role === "gmem";
  const goes = name !== "map" && (isHost ? "c" in args : "n" in args) && dice.chance(AIMED);
  const entry = goes ? dice.early(entries.filter(({ vm }) => !("vm" in args) || vm === args["vm"])) : undefined;
  if (entry === undefined) {
    return args;
  }
  return isHost ? { ...args, c: entry.c } : { ...args, n: entry.n };
}
