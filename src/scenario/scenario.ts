/** Values a command or a setting may carry: plain data, so that a scenario prints, saves, compares and shrinks. */
export type Value = number | boolean;
export type Values = Readonly<Record<string, Value>>;

/** One call in a scenario. */
export interface Command {
  readonly name: string;
  readonly args: Values;
}

/** One task of a scenario: which part it plays and what it calls, in order. */
export interface ScenarioTask {
  readonly role: string;
  readonly commands: readonly Command[];
}

/** What is run, as plain data: settings of the model, and which task runs which commands with which arguments. */
export interface Scenario {
  readonly settings: Values;
  readonly tasks: readonly ScenarioTask[];
}
