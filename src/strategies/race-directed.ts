import { Random } from "../core/random.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskView } from "../core/task.ts";
import { Deck } from "./deck.ts";
import { EventPriorities } from "./event-priorities.ts";
import { Races } from "./races.ts";
import { Sites } from "./sites.ts";

/** The card that puts off nothing. */
const NOTHING = 0;

export interface RaceDirectedOptions {
  readonly seed: number;
}

/**
 * Puts off one site a run: tasks that come to it wait until nobody else can go on. The sites are those whose ops came first
 * in a race of an earlier run, so that the other side of a race gets its turn however many tasks are on this one; they
 * are drawn from a deck, and putting off nothing is a card too. All else is partial order sampling. After active testing
 * (RaceFuzzer, Sen, PLDI 2008), with races from happens-before in place of a static analysis.
 */
export function raceDirected({ seed }: RaceDirectedOptions): Strategy {
  const random = new Random(seed);
  const priorities = new EventPriorities(random);
  const sites = new Sites();
  const deck = new Deck(random);
  deck.add(NOTHING);
  const known = new Set<number>();
  const races = new Races((earlier) => {
    if (!known.has(earlier)) {
      known.add(earlier);
      deck.add(earlier);
    }
  });
  const patience = new Patience();
  const free: TaskView[] = [];
  /** By place in `free`: the place in `enabled`. */
  const places: number[] = [];
  let putOff = NOTHING;

  return {
    name: "directed",
    begin() {
      priorities.begin();
      sites.begin();
      races.begin();
      patience.begin();
      putOff = deck.draw();
      return true;
    },
    pick(enabled, count) {
      if (putOff === NOTHING || patience.isOver()) {
        return priorities.pick(enabled, count);
      }
      let others = 0;
      for (let i = 0; i < count; i++) {
        const task = enabled[i]!;
        if (task.pending === null || sites.of(task.pending, task.id) !== putOff) {
          places[others] = i;
          free[others++] = task;
        }
      }
      return others === 0 ? priorities.pick(enabled, count) : places[priorities.pick(free, others)]!;
    },
    choose: (bound) => random.below(bound),
    performed(op, task) {
      patience.count();
      races.performed(op, task, sites.pass(op));
    },
  };
}

/** Ends putting off in a run that takes far longer than others: somebody spins until what is put off has happened. */
class Patience {
  #runs = 0;
  #steps = 0;
  #stepsBefore = 0;
  #limit = Number.POSITIVE_INFINITY;

  begin(): void {
    this.#limit = this.#runs === 0 ? Number.POSITIVE_INFINITY : 100 + (3 * this.#steps) / this.#runs;
    this.#runs++;
    this.#stepsBefore = this.#steps;
  }

  count(): void {
    this.#steps++;
  }

  isOver(): boolean {
    return this.#steps - this.#stepsBefore > this.#limit;
  }
}
