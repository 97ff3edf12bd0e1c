import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskView } from "../core/task.ts";
import { Behaviour } from "./behaviour.ts";
import { BehaviourCorpus } from "./behaviour-corpus.ts";
import { EventPriorities } from "./event-priorities.ts";
import { restarting } from "./restarting.ts";
import { blend } from "./sites.ts";

/** Runs before it forgets everything for the first time. */
const FIRST_LIFE = 4_096;
/** One run in so many starts from nothing. */
const FRESH = 7;
/** One run in so many leaves the way anywhere, the others at most so many choices before the behaviour. */
const FAR = 4;
const NEAR = 8;

export interface CoverageGuidedOptions {
  readonly seed: number;
}

/**
 * Returns to where a run showed a behaviour that is rare, by the same choices, and goes on from there by partial order
 * sampling: a bug that takes many unlikely turns is met one turn at a time. Greybox fuzzing of schedules after RFF (Wolff,
 * Shi, Duck, Mathur, Roychoudhury, ASPLOS 2024), which keeps runs for new reads-from pairs too but mutates constraints on
 * them; to return and go on is how Go-Explore explores (Ecoffet, Huizinga, Lehman, Stanley, Clune, Nature 2021).
 */
export function coverageGuided({ seed }: CoverageGuidedOptions): Strategy {
  return restarting({ make: (life) => oneLife(new Random(blend(seed, life))), runs: FIRST_LIFE });
}

function oneLife(random: Random): Strategy {
  const priorities = new EventPriorities(random);
  const behaviour = new Behaviour();
  const corpus = new BehaviourCorpus(random);
  /** The choices of the run under way, and those that it follows as far as `until`. */
  let choices: number[] = [];
  let way: readonly number[] = [];
  let until = 0;

  const setOut = (): void => {
    until = 0;
    if (corpus.size > 0 && random.below(FRESH) > 0) {
      const { choices: known, at } = corpus.draw();
      way = known;
      until = at - random.below(random.below(FAR) === 0 ? at + 1 : Math.min(NEAR, at + 1));
    }
  };

  /** What the way has next; -1 off the way. */
  const wanted = (): number => (choices.length < until ? way[choices.length]! : -1);

  return {
    name: "guided",
    begin() {
      choices = [];
      priorities.begin();
      behaviour.begin();
      setOut();
      return true;
    },
    pick(enabled, count) {
      let index = placeOf(wanted(), enabled, count);
      if (index < 0) {
        until = 0;
        index = priorities.pick(enabled, count);
      }
      choices.push(enabled[index]!.id);
      return index;
    },
    choose(bound) {
      let value = wanted();
      if (value < 0 || value >= bound) {
        until = 0;
        value = random.below(bound);
      }
      choices.push(value);
      return value;
    },
    performed(op) {
      behaviour.performed(op);
      corpus.note(behaviour.latest, choices);
    },
    end() {
      corpus.nextRun();
    },
  };
}

function placeOf(id: number, enabled: readonly TaskView[], count: number): number {
  for (let i = 0; i < count; i++) {
    if (enabled[i]!.id === id) {
      return i;
    }
  }
  return -1;
}
