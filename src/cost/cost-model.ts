import type { Op } from "../core/op.ts";
import type { Program } from "../core/program.ts";
import type { Random } from "../core/random.ts";
import type { Design } from "../scenario/model.ts";
import type { Axis, Point } from "./law.ts";

/** Address sizes of a machine: its page size by name, and the bits of the addresses that its guests see. */
export interface Machine {
  readonly granule: string;
  /** Address bits: least and most, those of large hosts, and those of a virtual machine that asks for nothing else. */
  readonly bits: number;
}

/** What one execution counted, by name; a name that is missing counts 0. */
export type Counts = Readonly<Record<string, number>>;

/** A program that one task runs from beginning to end, and what counts its ops. */
export interface Experiment {
  readonly program: Program;
  /** Told of each op when it is performed, before the task goes on. */
  readonly performed: (op: Op) => void;
  readonly counts: () => Counts;
}

/** What a workload does to a design, at any size of the axes that it is scaled in. */
export interface Workload<D = Design> {
  readonly name: string;
  /** One sentence: who does what. */
  readonly title: string;
  /** One line on what `events` are. */
  readonly event: string;
  /** The sizes to execute on this machine; the last axis is that of the address space. */
  readonly axes: (machine: Machine) => readonly Axis[];
  /** Where on the axes a guest with so much memory lies; integers. */
  readonly sizeOf: (machine: Machine, gib: number) => Point;
  /** `random` is seeded alike for all designs. */
  readonly experiment: (design: D, machine: Machine, at: Point, random: Random) => Experiment;
}

/** One column of the result. */
export interface FigureInfo {
  readonly name: string;
  /** Heading of a text column; lines separated by line breaks. */
  readonly heading: string;
  readonly unit: string;
  readonly title: string;
  /** Shown only where it is not 0 for all designs. */
  readonly rare?: true;
}

/** Values by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** When a design is no better than the baseline any more: how many places of a guest may be troubled before that. */
export interface Crossover<D = Design> {
  readonly title: string;
  /** Some of its events hit a troubled place, some do not. */
  readonly workload: Workload<D>;
  readonly kinds: readonly CrossoverKind[];
  /** The average work of an event that hits a troubled place, and of one that does not. */
  readonly hit: (counts: Counts) => number;
  readonly miss: (counts: Counts) => number;
}

export interface CrossoverKind {
  readonly name: string;
  /** Of a text column; lines separated by line breaks. */
  readonly heading: string;
  readonly title: string;
  /** How many places a guest with so much memory has. */
  readonly places: (machine: Machine, gib: number) => number;
  /** Where on the axes of the workload a guest lies of which so many places are troubled. */
  readonly sizeOf: (machine: Machine, gib: number, troubled: number) => Point;
}

/** All that `s2check cost` needs of a model; a folder `cost` in the model's own exports one from `cost.ts` by default. */
export interface CostModel<D extends Design = Design> {
  readonly name: string;
  /** Whether an export of a file in the model's folder `designs` is a design. */
  readonly isDesign: (candidate: unknown) => candidate is D;
  /** The design that the others are compared to. */
  readonly baseline: D;
  readonly granules: readonly string[];
  /** Address bits: least and most, those of large hosts, and those of a virtual machine that asks for nothing else. */
  readonly bits: { readonly min: number; readonly max: number; readonly usual: number; readonly default: number };
  /** The baseline's loop on a machine of real size. */
  readonly loop: (machine: Machine) => Experiment;
  readonly loopSteps: (counts: Counts) => number;
  readonly workloads: readonly Workload<D>[];
  readonly crossover: Crossover<D>;
  readonly figures: readonly FigureInfo[];
  readonly figuresOf: (counts: Counts) => Figures;
  /** What cannot be said in a title: one line each, under the tables. */
  readonly remarks: readonly string[];
}
