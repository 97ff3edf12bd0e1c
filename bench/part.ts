/** One table of a report. Figures are printed as the part wants them read; `data` has them raw. */
export interface BenchTable {
  readonly title: string;
  readonly head: readonly string[];
  /** The first column is text, the others are figures. */
  readonly rows: readonly (readonly string[])[];
  /** What a reader has to know to read the figures, a sentence each. */
  readonly notes?: readonly string[];
  readonly data: unknown;
}

/** Something that the figures ought to show, and what they show. */
export interface Aim {
  readonly what: string;
  readonly got: string;
  readonly met: boolean;
}

/** Options of a part are whole numbers from 1 up, given as `--rounds 21`. */
export type BenchOptions = Readonly<Record<string, number>>;

/** What a part says while it runs; tables are printed and written to its report as they come. */
export interface BenchReport {
  table(table: BenchTable): void;
  aim(aim: Aim): void;
}

/** The default export of each file in `parts`; its file name is its sub-command. */
export interface BenchPart<O extends BenchOptions = BenchOptions> {
  /** One line for people who ask what there is. */
  readonly title: string;
  /** Every option with its default. */
  readonly options: O;
  readonly run: (options: O, report: BenchReport) => void | Promise<void>;
}

/** Ties the type of the options to their defaults; gives the part as the command line runs it. */
export function benchPart<O extends BenchOptions>(part: BenchPart<O>): BenchPart {
  return { ...part, run: (options, report) => part.run({ ...part.options, ...options }, report) };
}
