import type { Claim, Program, TaskSpec } from "../core/program.ts";
import type { Task } from "../core/task.ts";
import type { CommandSpec, Design, Model } from "./model.ts";
import type { Command, Scenario, Values } from "./scenario.ts";

/** One command, looked up. */
interface Call<S> {
  readonly run: CommandSpec<S>["run"];
  readonly args: Values;
}

/**
 * A scenario applied to a model: built once, run many times, so everything is looked up here and nothing per execution.
 * Tasks of the scenario have their position in it as id; background tasks of the model come behind them. `entered` is told
 * when a task begins a command.
 */
export function programOf<S, D extends Design>(
  model: Model<S, D>,
  scenario: Scenario,
  design: D,
  claims: readonly Claim<S>[],
  entered?: (task: number, command: number) => void,
): Program<S> {
  const names = taskNames(model, scenario);
  const tasks = scenario.tasks.map((task, index): TaskSpec<S> => {
    const calls = task.commands.map((command) => callOf(model, task.role, command));
    return { name: names[index]!, run: bodyOf(calls, index, entered) };
  });
  return {
    name: `${model.name} ${design.name}`,
    setup: (world) => model.setup(world, scenario, design),
    tasks: [...tasks, ...(model.background ?? [])],
    claims: [...(model.claims ?? []), ...claims],
    ...(model.show === undefined ? {} : { show: model.show }),
  };
}

/** Column headings: the title of the role, with a number where several tasks play it. */
export function taskNames<S, D extends Design>(model: Model<S, D>, scenario: Scenario): string[] {
  const seen = new Map<string, number>();
  return scenario.tasks.map(({ role }) => {
    const number = seen.get(role) ?? 0;
    seen.set(role, number + 1);
    const title = model.roles[role]?.title ?? role;
    return scenario.tasks.filter((other) => other.role === role).length > 1 ? `${title} ${number}` : title;
  });
}

function callOf<S, D extends Design>(model: Model<S, D>, role: string, command: Command): Call<S> {
  const spec = model.roles[role]?.commands[command.name];
  if (spec === undefined) {
    throw new Error(`${model.name} has no command ${command.name} for the role ${role}`);
  }
  return { run: spec.run, args: command.args };
}

function bodyOf<S>(
  calls: readonly Call<S>[],
  task: number,
  entered: ((task: number, command: number) => void) | undefined,
): TaskSpec<S>["run"] {
  const [only] = calls;
  if (entered === undefined && only !== undefined && calls.length === 1) {
    return (state) => only.run(state, only.args, task);
  }
  return function* inOrder(state): Task {
    for (const [command, call] of calls.entries()) {
      entered?.(task, command);
      yield* call.run(state, call.args, task);
    }
  };
}
