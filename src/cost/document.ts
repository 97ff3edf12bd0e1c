import type { Design } from "../scenario/model.ts";
import type { CostModel, FigureInfo, Figures, Machine, Workload } from "./cost-model.ts";
import { crossoverOf } from "./crossover.ts";
import { pointsOf, printLaw } from "./law.ts";
import { countsAt, countsOf, growthOf } from "./measure.ts";
import type { Growth } from "./measure.ts";

/** What is asked for, looked up. */
export interface CostQuestion {
  readonly model: CostModel;
  readonly designs: readonly Design[];
  readonly workloads: readonly Workload[];
  readonly machines: readonly Machine[];
  /** Memory of the guest in GiB, for tables. */
  readonly gib: number;
  readonly seed: number;
}

/** Sizes of the guest in GiB that curves go through, where addresses have bits for them. */
const SIZES: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** Address bits that a guest with so much memory wants at least, with all that lies around it. */
export const bitsFor = (gib: number): number => Math.ceil(Math.log2(gib)) + 31;

const sizesFor = (machines: readonly Machine[]): number[] =>
  SIZES.filter((gib) => machines.every(({ bits }) => bitsFor(gib) <= bits));

/** Values by figure; null where what was executed follows no law. */
type Values = Readonly<Record<string, number | null>>;

export interface CurveDocument extends Machine {
  readonly design: string;
  /** For `gib` of the document. */
  readonly figures: Values;
  /** For each of `sizes`. */
  readonly growth: readonly Values[];
  /** What was counted, by name, as a formula of the axes. */
  readonly laws: Readonly<Record<string, string>>;
  /** Names for which no formula holds at all executed sizes. */
  readonly refuted: readonly string[];
}

export interface AxesDocument extends Machine {
  readonly axes: readonly { readonly name: string; readonly title: string; readonly sizes: readonly number[] }[];
  /** How many sizes were executed. */
  readonly executed: number;
  /** Where `gib` lies on the axes. */
  readonly at: readonly number[];
}

export interface WorkloadDocument {
  readonly name: string;
  readonly title: string;
  readonly event: string;
  readonly machines: readonly AxesDocument[];
  readonly curves: readonly CurveDocument[];
}

export interface CrossoverDocument extends Machine {
  readonly design: string;
  readonly kind: string;
  /** For each of `sizes`, and last for `gib`: how many places there are, and how many may be troubled; null: all may. */
  readonly growth: readonly { readonly gib: number; readonly places: number; readonly troubled: number | null }[];
}

/** All that tables and plots show: plain data. */
export interface CostDocument {
  readonly model: string;
  readonly seed: number;
  readonly gib: number;
  readonly sizes: readonly number[];
  readonly machines: readonly Machine[];
  readonly baseline: string;
  readonly designs: readonly { readonly name: string; readonly title: string }[];
  readonly figures: readonly FigureInfo[];
  /** Executed, not computed. */
  readonly loops: readonly (Machine & { readonly steps: number })[];
  readonly workloads: readonly WorkloadDocument[];
  readonly crossoverTitle: string;
  readonly kinds: readonly { readonly name: string; readonly heading: string; readonly title: string }[];
  readonly crossovers: readonly CrossoverDocument[];
  readonly remarks: readonly string[];
}

/** Executes what the question needs and computes the rest from that. */
export function costOf(question: CostQuestion): CostDocument {
  const { model, designs, workloads, machines, gib, seed } = question;
  return {
    model: model.name,
    seed,
    gib,
    sizes: sizesFor(machines),
    machines,
    baseline: model.baseline.name,
    designs: designs.map(({ name, title }) => ({ name, title })),
    figures: model.figures,
    loops: loopsOf(model, machines),
    workloads: workloads.map((workload) => workloadDocument(question, workload)),
    crossoverTitle: model.crossover.title,
    kinds: model.crossover.kinds.map(({ name, heading, title }) => ({ name, heading, title })),
    crossovers: machines.flatMap((machine) => crossoversOn(question, machine)),
    remarks: model.remarks,
  };
}

/** For the address sizes asked for, and besides for the one that virtual machines have by default. */
function loopsOf({ granules, loop, loopSteps, bits }: CostModel, machines: readonly Machine[]): CostDocument["loops"] {
  const asked = machines.map((machine) => machine.bits);
  const all = [...new Set([bits.default, bits.usual, ...asked])].toSorted((a, b) => a - b);
  return granules.flatMap((granule) =>
    all.map((own) => ({ granule, bits: own, steps: loopSteps(countsOf(loop({ granule, bits: own }))) })),
  );
}

function workloadDocument({ model, designs, machines, gib, seed }: CostQuestion, workload: Workload): WorkloadDocument {
  const { name, title, event } = workload;
  const curves = machines.flatMap((machine) =>
    designs.map((design): CurveDocument => {
      const growth = growthOf(workload, design, machine, seed);
      const at = (size: number): Values => valuesOf(model.figuresOf(countsAt(growth, workload.sizeOf(machine, size))));
      return {
        ...machine,
        design: design.name,
        figures: at(gib),
        growth: sizesFor(machines).map(at),
        ...formulas(growth),
      };
    }),
  );
  return { name, title, event, machines: machines.map((machine) => axesDocument(workload, machine, gib)), curves };
}

function axesDocument(workload: Workload, machine: Machine, gib: number): AxesDocument {
  const axes = workload.axes(machine);
  const { fit, check } = pointsOf(axes);
  return {
    ...machine,
    axes: axes.map((axis) => ({ name: axis.name, title: axis.title, sizes: axis.sizes })),
    executed: check.length + fit.length,
    at: workload.sizeOf(machine, gib),
  };
}

function formulas({ laws, refuted }: Growth): Pick<CurveDocument, "laws" | "refuted"> {
  const printed = [...laws].map(([name, law]): [string, string] => [name, printLaw(law)]);
  return { laws: Object.fromEntries(printed.toSorted(([a], [b]) => (a < b ? -1 : 1))), refuted: [...refuted.keys()] };
}

function valuesOf(figures: Figures): Values {
  const entries = Object.entries(figures);
  return Object.fromEntries(entries.map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}

function crossoversOn({ model, designs, machines, gib, seed }: CostQuestion, machine: Machine): CrossoverDocument[] {
  const { crossover, baseline } = model;
  const reference = growthOf(crossover.workload, baseline, machine, seed);
  return designs
    .filter(({ name }) => name !== baseline.name)
    .flatMap((design) => {
      const rivals = { design: growthOf(crossover.workload, design, machine, seed), baseline: reference };
      return crossover.kinds.map((kind) => ({
        ...machine,
        design: design.name,
        kind: kind.name,
        growth: [...sizesFor(machines), gib].map((size) => ({
          gib: size,
          places: kind.places(machine, size),
          troubled: crossoverOf(crossover, kind, rivals, machine, size),
        })),
      }));
    });
}
