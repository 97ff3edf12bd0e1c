import type { Arbitrary } from "fast-check";
import type { Claim, Program, Section } from "../core/program.ts";
import type { Task } from "../core/task.ts";
import type { World } from "../core/world.ts";
import type { Scenario, Values } from "./scenario.ts";

/** The values an argument or a setting can take. The first in each order is the simplest, where shrinking ends. */
export type Domain =
  /** Whole numbers from `min` to `max` inclusive in steps of `step` (default 1); smaller is simpler. */
  | { readonly min: number; readonly max: number; readonly step?: number; readonly hex?: boolean }
  /** false is simpler. */
  | "boolean"
  /** Listed from simplest to least simple. */
  | { readonly oneOf: readonly number[] };

export type Domains = Readonly<Record<string, Domain>>;

/** A command that generated scenarios may contain. `S` is the model's state. */
export interface CommandSpec<S> {
  readonly args: Domains;
  /** Relative frequency, default 1. */
  readonly weight?: number;
  /** Only in scenarios of this family, where it is never left out. */
  readonly family?: string;
  /** Hoisted generator function; `task` is the position of the calling task in the scenario. */
  readonly run: (state: S, args: Values, task: number) => Task;
  /** How a scenario listing shows the call, e.g. `L2 reads nested 0x3`. */
  readonly print: (args: Values) => string;
}

/** A part that tasks can play. */
export interface RoleSpec<S> {
  /** Column heading, e.g. `vCPU`; a number is added where several tasks play it. */
  readonly title: string;
  /** At most so many tasks play it in one scenario; at least `min` (default 0). */
  readonly max: number;
  readonly min?: number;
  /** Commands per task: 1 to this many. */
  readonly maxCommands: number;
  /** Only in scenarios of this family, each of which has it. */
  readonly family?: string;
  readonly commands: Readonly<Record<string, CommandSpec<S>>>;
}

/** A known defect of a design, and the same design without it: what tells which defect a counterexample shows. */
export interface Flaw {
  /** As catalogued, e.g. `V1-1`. */
  readonly id: string;
  /** One line: what the code does wrong. */
  readonly title: string;
  /** Properties that it can break, whatever else is mended; decides which of several flaws a counterexample is put down to. */
  readonly breaks?: readonly string[];
}

/** One choice of a design, with the names of what can be chosen. */
export interface Knob {
  readonly name: string;
  readonly values: readonly string[];
  /** Those between which nothing is decided yet; empty where the choice is made. */
  readonly open: readonly string[];
}

/** Values by the names of knobs. */
export type Setting = Readonly<Record<string, string>>;

/** The choices of a design, and the same design with other ones. */
export interface Variants {
  readonly knobs: readonly Knob[];
  /** A value for each knob. */
  readonly setting: Setting;
  /** With these knobs turned, also when flaws are mended afterwards; named as in `maple-v3@clearPoint=never`. */
  readonly turned: (turned: Setting) => Design;
}

/**
 * Scenarios about a part of the model that the others do without: they have roles, commands and settings of their own besides.
 * So a part can be added without making rarer what the others find.
 */
export interface Family {
  /** What happens in them, e.g. `the pool of shadow MMUs grows`. */
  readonly title: string;
  /** A scenario holds those that are not at their simplest. */
  readonly settings?: Domains;
}

/** One variant of an algorithm. */
export interface Design {
  readonly name: string;
  /** One line, e.g. `maple tree, v2 as posted 2026-04-11`. */
  readonly title: string;
  /** Properties that this design is known to break; all others are declared held. */
  readonly breaks: readonly string[];
  /** Those that it breaks too seldom for every check to show it: held is no news, and broken is none. */
  readonly seldom?: readonly string[];
  /**
   * Those that it breaks by what it is, with every flaw mended. By default what it breaks and none of its flaws does. What
   * breaks another and shows no flaw is news, though the property is known to break.
   */
  readonly limits?: readonly string[];
  /** All its scenarios are of some family: what it is there to show is in none of the others. */
  readonly familiesOnly?: true;
  readonly flaws: readonly Flaw[];
  /** The design with these of its flaws mended and nothing else changed. */
  readonly mend: (flaws: readonly string[]) => Design;
  /** Absent where there is nothing to choose. */
  readonly variants?: Variants;
}

/** A bug that the code once had: a design that has it no more, with one knob turned back. */
export interface CorpusEntry {
  /** As collected, e.g. `E09`; with a letter where one of them is several bugs. */
  readonly id: string;
  /** One line: what the code did wrong. */
  readonly title: string;
  /** The commit that mended it, or the message that tells of it. */
  readonly source: string;
  /** The design whose knob is turned; by default the first of the model. */
  readonly design?: string;
  readonly turned: Setting;
  /** The property that it breaks. */
  readonly breaks: string;
  /** What it was thought to take before it was found here. */
  readonly estimate?: { readonly tasks: number; readonly preemptions: number };
}

/** Everything s2check has to know of an algorithm to generate scenarios for it and run them. `E`: the events it emits. */
export interface Model<S = unknown, D extends Design = Design, E = object> {
  readonly name: string;
  readonly title: string;
  readonly designs: readonly D[];
  /** Bugs that the code once had; none by default. */
  readonly corpus?: readonly CorpusEntry[];
  readonly settings: Domains;
  readonly roles: Readonly<Record<string, RoleSpec<S>>>;
  /** Part of the scenarios that are drawn for each design, where so many are not needed; all by default. */
  readonly share?: number;
  /** By name; a scenario belongs to one of them or to none. */
  readonly families?: Readonly<Record<string, Family>>;
  /** Fresh shared state of one run. */
  readonly setup: (world: World, scenario: Scenario, design: D) => S;
  /** Tasks that run beside those of the scenario, e.g. hardware. */
  readonly background?: Program<S>["tasks"];
  /** Claims of the model itself, judged besides those of properties. */
  readonly claims?: readonly Claim<S>[];
  /** Replaces the arbitrary derived from the domains where it would rarely collide on anything. */
  readonly arbitrary?: (derived: Arbitrary<Scenario>) => Arbitrary<Scenario>;
  /** The state at the beginning and after a step, for reports. */
  readonly show?: (state: S) => readonly Section[];
  /** Never there: carries the type of the events to the claims of properties. */
  readonly events?: E;
}
