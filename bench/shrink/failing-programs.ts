import { Execution } from "../../src/core/execution.ts";
import { ENGINE_CLAIMS } from "../../src/core/outcome.ts";
import { Random } from "../../src/core/random.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import { ranksOf, valueAt } from "../../src/scenario/domain.ts";
import type { Design } from "../../src/scenario/model.ts";
import { programOf } from "../../src/scenario/program.ts";
import type { Command, Scenario } from "../../src/scenario/scenario.ts";
import type { Failure } from "../../src/shrink/shrink.ts";
import { pos } from "../../src/strategies/pos.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { stock } from "./stock.ts";
import type { Stock } from "./stock.ts";

const COMMANDS = 30;
const LEAST_TASKS = 3;
const CLAIMS = ["balanced", "negative", "unlabelled", ENGINE_CLAIMS.deadlock];
/** Schedules tried of a scenario before the next one is drawn. */
const TRIES = 20;

export interface FailingProgram {
  readonly failure: Failure<Stock, Design>;
  readonly claim: string;
  /** Steps up to the break. */
  readonly steps: number;
}

/** Failing runs of programs of 30 commands, one each: by a random walk and by POS in turns. The same for a seed. */
export function* failingPrograms(seed: number): Generator<FailingProgram> {
  const random = new Random(seed);
  for (let number = 0; ; number++) {
    const found = failureOf(scenarioOf(random), random.below(0x10000), number % 2 === 0);
    if (found !== null) {
      yield found;
    }
  }
}

function scenarioOf(random: Random): Scenario {
  const tasks = Array.from({ length: LEAST_TASKS + random.below(3) }, (): Command[] => []);
  for (let i = 0; i < COMMANDS; i++) {
    tasks[i < tasks.length ? i : random.below(tasks.length)]!.push(commandOf(random));
  }
  return { settings: {}, tasks: tasks.map((commands) => ({ role: "worker", commands })) };
}

function commandOf(random: Random): Command {
  const commands = Object.entries(stock.roles["worker"]!.commands);
  const [name, { args }] = commands[random.below(commands.length)]!;
  const values = Object.entries(args).map(([arg, domain]) => [arg, valueAt(domain, random.below(ranksOf(domain)))]);
  return { name, args: Object.fromEntries(values) as Command["args"] };
}

function failureOf(scenario: Scenario, seed: number, walks: boolean): FailingProgram | null {
  const subject = { model: stock, design: stock.designs[0]!, claims: [], wanted: new Set(CLAIMS) };
  const execution = new Execution(programOf(stock, scenario, subject.design, []), { claims: subject.wanted });
  const strategy = walks ? randomWalk({ seed }) : pos({ seed });
  for (let run = 0; run < TRIES && strategy.begin(); run++) {
    execution.run(strategy);
    const [violation] = execution.violations;
    if (violation !== undefined) {
      const failure = { subject, property: violation.claim, scenario, schedule: scheduleOf(execution.choices) };
      return { failure, claim: violation.claim, steps: violation.step };
    }
  }
  return null;
}
