/** One way of running a workload's schedules at random. */
export interface Subject {
  readonly name: string;
  /** Runs so many executions and returns how many of them failed. Failures do not stop it. */
  readonly run: (executions: number, seed: number) => number | Promise<number>;
}

/** The same concurrent program, written for every subject. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Share of executions that fail where every enabled task is equally likely at each step: shows that subjects do the same. */
  readonly failing: number;
  readonly subjects: readonly Subject[];
}
