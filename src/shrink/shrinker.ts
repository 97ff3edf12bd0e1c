import { replay } from "../core/replay.ts";
import type { Design } from "../scenario/model.ts";
import { fits } from "../scenario/reductions.ts";
import type { Reduction } from "../scenario/reductions.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { follow, translate } from "./follow.ts";
import { guideOf } from "./guide.ts";
import type { Guide } from "./guide.ts";
import { Ledger } from "./ledger.ts";
import type { Evidence } from "./ledger.ts";
import { compareSizes } from "./order.ts";
import type { Pass } from "./pass.ts";
import { search } from "./search.ts";
import type { SearchResult } from "./search.ts";
import { withFewerSwitches } from "./segments.ts";
import type { Subject } from "./subject.ts";
import { Trial } from "./trial.ts";
import type { Break, Purse } from "./trial.ts";

/** Executions for each search in the rounds before the last; with 0, reductions only follow the run known to fail. */
const CAPS = [0, 500, 5_000, 50_000];

/** The round in which hunches are tried. */
const HUNCH_CAP = 500;

/** Scenarios with fewer commands or tasks are searched up to so many preemptions at least: most races need no more. */
const LEAST_BOUND = 2;

/** The loop: takes simpler scenarios and schedules for as long as there are any that break the same claim. */
export class Shrinker<S, D extends Design> {
  scenario: Scenario;
  best: Break;
  /** No schedule of the scenario with fewer preemptions than this breaks the claim. */
  settled = 0;
  readonly #subject: Subject<S, D>;
  readonly #purse: Purse;
  readonly #passes: readonly Pass[];
  readonly #ledger = new Ledger();
  readonly #counts: (scenario: Scenario, found: Break) => boolean;
  /**
   * Whether something was found that does not count or cannot be seen again, so that what was searched in vain for nothing
   * else is not known.
   */
  #doubtful = false;
  #guide: Guide;

  /** `counts` has the last word on what is found. */
  constructor(
    subject: Subject<S, D>,
    scenario: Scenario,
    best: Break,
    purse: Purse,
    passes: readonly Pass[],
    counts: (scenario: Scenario, found: Break) => boolean = () => true,
  ) {
    this.#counts = counts;
    this.#subject = subject;
    this.scenario = scenario;
    this.best = best;
    this.#purse = purse;
    this.#passes = passes;
    this.#guide = guideOf(subject, scenario, best.schedule);
  }

  /** Cheap rounds first; the last kind may spend all that is left and searches to the end. What that showed. */
  run(): Evidence {
    for (const cap of [...CAPS, Number.POSITIVE_INFINITY]) {
      while (this.#round(cap)) {
        // After one pass has succeeded, the others may find new work.
      }
    }
    const evidence = this.#ledger.evidence(JSON.stringify(this.scenario));
    return { ...evidence, complete: evidence.complete && !this.#doubtful };
  }

  /** Preemptions up to which smaller scenarios are searched: where a task ended before, it may take one more. */
  get bound(): number {
    return Math.max(this.best.size.preemptions + 1, LEAST_BOUND);
  }

  /** Whether anything became simpler. */
  #round(cap: number): boolean {
    this.#ledger.beginRound();
    const before = this.best;
    for (const pass of this.#passes.filter(({ isHunch }) => isHunch !== true || cap === HUNCH_CAP)) {
      while (this.#apply(pass, cap)) {
        // Asked again about the simpler scenario.
      }
    }
    while (this.#straighten()) {
      // Each success leaves a switch less.
    }
    this.#reorder(cap);
    return this.best !== before;
  }

  /** Moves steps of the run known to fail so that it switches less: quick, and needs no bound. */
  #straighten(): boolean {
    const trial = new Trial(this.#subject, this.scenario, this.#purse);
    for (const guide of withFewerSwitches(this.#guide)) {
      if (!trial.canPay) {
        return false;
      }
      if (trial.run(follow(guide, trial.meter.taken)) && this.#take(trial.snapshot(), this.scenario)) {
        return true;
      }
    }
    return false;
  }

  /** Searches the scenario as it is for a simpler schedule. */
  #reorder(cap: number): void {
    const key = JSON.stringify(this.scenario);
    const trial = new Trial(this.#subject, this.scenario, this.#purse);
    if (!this.#ledger.isSettled(key, cap, false)) {
      const { size } = this.best;
      const options = { bound: size.preemptions, limit: size, cap, until: () => false };
      const { found, runs, complete, settled } = search(trial, options);
      this.settled = Math.min(settled, size.preemptions);
      this.#ledger.note(key, { cap: complete ? Number.POSITIVE_INFINITY : runs, whole: false });
      if (found !== null) {
        // Of equally simple schedules the first, so that the result depends less on where shrinking began.
        this.#take(found, this.scenario, complete ? 1 : 0);
      }
    }
  }

  #apply(pass: Pass, cap: number): boolean {
    const { model } = this.#subject;
    for (const reduction of pass.reductions(model, this.scenario)) {
      if (fits(model, reduction.scenario) && this.#attempt(reduction, cap)) {
        return true;
      }
    }
    return false;
  }

  #attempt(reduction: Reduction, cap: number): boolean {
    const { scenario } = reduction;
    const key = JSON.stringify(scenario);
    const trial = new Trial(this.#subject, scenario, this.#purse);
    const fewer = trial.commands < this.best.size.commands || scenario.tasks.length < this.best.size.tasks;
    if (this.#ledger.isSettled(key, cap, fewer)) {
      return false;
    }
    if (trial.canPay && trial.run(follow(translate(this.#guide, reduction), trial.meter.taken))) {
      if (this.#take(trial.snapshot(), scenario)) {
        return true;
      }
    }
    const { found, runs, complete, whole } = fewer ? this.#searchFewer(trial, cap) : this.#searchLower(trial, cap);
    this.#ledger.note(key, { cap: complete ? Number.POSITIVE_INFINITY : runs, whole });
    return found !== null && this.#take(found, scenario);
  }

  /** With fewer commands or tasks any break is simpler. */
  #searchFewer(trial: Trial<S, D>, cap: number): SearchResult {
    return search(trial, { bound: this.bound, cap, steps: false, until: () => true });
  }

  /** Where only values are lower, the schedule must be no worse; steps are only looked at where nothing else decides. */
  #searchLower(trial: Trial<S, D>, cap: number): SearchResult {
    const { size } = this.best;
    const isSimpler = (found: Break): boolean => compareSizes(found.size, size) < 0;
    const options = { bound: size.preemptions, limit: size, cap, until: isSimpler };
    const quick = search(trial, { ...options, steps: false });
    const isSettled = quick.found === null || isSimpler(quick.found);
    return isSettled ? quick : search(trial, { ...options, cap: cap - quick.runs });
  }

  /** Takes a break for the best one if it compares below `limit` with it and a replay confirms it. */
  #take(found: Break, scenario: Scenario, limit = 0): boolean {
    if (compareSizes(found.size, this.best.size) >= limit) {
      return false;
    }
    const trial = new Trial(this.#subject, scenario, this.#purse);
    const isConfirmed = trial.run(replay(found.schedule)) && compareSizes(trial.size, found.size) === 0;
    if (!isConfirmed || !this.#counts(scenario, found)) {
      this.#doubtful = true;
      return false;
    }
    this.settled = scenario === this.scenario ? this.settled : 0;
    this.scenario = scenario;
    this.best = found;
    this.#guide = guideOf(this.#subject, scenario, found.schedule);
    return true;
  }
}
