import type { Probe } from "../check/probe.ts";
import type { RawFinding } from "../check/search.ts";
import { count } from "../report/size.ts";
import type { Setting } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { causesOf } from "./causes.ts";
import type { Cause } from "./causes.ts";
import type { Jobs } from "./jobs.ts";
import { distanceOf, keyOf, nameOf } from "./space.ts";
import type { Space } from "./space.ts";
import { addProbes, addSearch, newVerdict } from "./verdict.ts";
import type { SettingVerdict } from "./verdict.ts";
import { smallestOf, witnessOf } from "./witness.ts";

/** Parts of the scenarios, one after the other: what is easy to find is found, and tried elsewhere, before time is spent. */
const LOOKS = [1 / 12, 1 / 3, 1];

export interface SweepOptions {
  readonly space: Space;
  readonly properties: readonly string[];
  /** Scenarios a setting. */
  readonly scenarios: number;
  readonly jobs: Jobs;
  /** Told, in one sentence, what begins. */
  readonly say: (remark: string) => void;
}

/** A scenario that broke one setting. */
interface Known {
  readonly probe: Probe;
  readonly setting: Setting;
}

/** A finding, and the setting in which it was made. */
interface Pending {
  readonly verdict: SettingVerdict;
  readonly raw: RawFinding;
}

/**
 * Judges every setting. The base and the settings one turn of one knob away are searched a while for breaks of every
 * property. What is found is shrunk, and its scenario is then tried on all other settings, in all schedules with few
 * preemptions. A setting that withstands all known scenarios is searched on; what that finds is tried on all others again,
 * and so on until nothing is new. So an unsafe setting costs next to nothing, and a safe one has had the whole search.
 */
export class Sweep {
  /** In the order of the settings. */
  readonly verdicts: readonly SettingVerdict[];
  readonly #options: SweepOptions;
  /** Known scenarios, in the order in which they were found. */
  readonly #known: Known[] = [];

  constructor(options: SweepOptions) {
    const { space } = options;
    this.#options = options;
    // Where no setting is the base, those nearest to it stand in for it.
    const least = Math.min(...space.settings.map((setting) => distanceOf(space, setting)));
    this.verdicts = space.settings.map((setting) =>
      newVerdict(setting, nameOf(space, setting), distanceOf(space, setting) - least),
    );
  }

  /** Resolves when all is judged; rejects when a job fails. What is known by then stands in `verdicts`. */
  async run(): Promise<void> {
    const { scenarios } = this.#options;
    const looks = LOOKS.map((part) => Math.ceil(scenarios * part));
    const near = this.verdicts.filter(({ distance }) => distance <= 1);
    await this.#search(near, looks[0]!, "next to the base");
    for (const to of looks) {
      for (let left = this.#unbroken(to); left.length > 0; left = this.#unbroken(to)) {
        await this.#search(left, to, "not broken so far");
      }
    }
    await this.#shrinkWitnesses();
  }

  #unbroken(to: number): SettingVerdict[] {
    return this.verdicts.filter(({ broken, searched, trouble }) => {
      return broken.size === 0 && searched < to && trouble === "";
    });
  }

  /** Searches these settings up to scenario `to`, and tries what that finds on all others. */
  async #search(verdicts: readonly SettingVerdict[], to: number, which: string): Promise<void> {
    const { jobs, properties, say } = this.#options;
    say(`searching up to scenario ${to}: ${count(verdicts.length, "setting")} ${which}`);
    await Promise.all(
      verdicts.map(async (verdict) => {
        const open = properties.filter((property) => !verdict.broken.has(property));
        if (open.length > 0 && verdict.searched < to && verdict.trouble === "") {
          addSearch(verdict, to, await jobs.search(verdict.design, open, verdict.searched, to));
        }
      }),
    );
    for (let next = this.#nextPending(); next.length > 0; next = this.#nextPending()) {
      say(`minimising ${count(next.length, "counterexample")}`);
      const shrunk = await Promise.all(next.map((pending) => this.#shrink(pending)));
      shrunk.forEach((counterexample, at) => this.#know(counterexample, next[at]!.verdict.setting));
      await this.#tryKnown();
    }
  }

  /** Of each property the first finding that nothing known explains; trying it elsewhere may explain others. */
  #nextPending(): Pending[] {
    const next = new Map<string, Pending>();
    for (const verdict of this.verdicts) {
      const { broken, pending } = verdict;
      verdict.pending = isDone(verdict) ? [] : pending.filter(({ property }) => !broken.has(property));
      for (const raw of verdict.pending) {
        if (!next.has(raw.property)) {
          next.set(raw.property, { verdict, raw });
        }
      }
    }
    return [...next.values()];
  }

  async #shrink({ verdict, raw }: Pending): Promise<Counterexample> {
    const counterexample = await this.#options.jobs.shrink(verdict.design, raw);
    verdict.broken.set(raw.property, counterexample);
    verdict.shrunk.add(raw.property);
    return counterexample;
  }

  /** Puts the scenario of a counterexample on the list of those that are tried elsewhere. */
  #know({ property, scenario, size, origin, design }: Counterexample, setting: Setting): void {
    const key = JSON.stringify(scenario);
    if (!this.#known.some(({ probe }) => probe.property === property && JSON.stringify(probe.scenario) === key)) {
      this.#known.push({ probe: { property, scenario, bound: size.preemptions + 1, origin, from: design }, setting });
    }
  }

  /** Tries what is new on the list: on those next to the base for every property, on others until anything breaks. */
  async #tryKnown(): Promise<void> {
    const left = this.verdicts.filter((verdict) => !isDone(verdict));
    this.#options.say(`trying ${count(this.#known.length, "known scenario")} on ${count(left.length, "setting")}`);
    await Promise.all(left.map((verdict) => this.#tryOn(verdict, verdict.distance > 1)));
  }

  async #tryOn(verdict: SettingVerdict, first: boolean): Promise<void> {
    const fresh = this.#known.slice(verdict.probed).filter(({ probe }) => !verdict.broken.has(probe.property));
    verdict.probed = this.#known.length;
    if (fresh.length > 0) {
      const probes = likelyFirst(this.#options.space, fresh, verdict.setting);
      addProbes(verdict, await this.#options.jobs.probe(verdict.design, probes, first));
    }
  }

  /** Everything known on one that was left alone when the first thing broke. */
  async #tryAll(verdict: SettingVerdict): Promise<void> {
    if (verdict.distance > 1) {
      verdict.probed = 0;
      await this.#tryOn(verdict, false);
    }
  }

  /** What stands for a cause in the report is made as small as it gets. */
  async #shrinkWitnesses(): Promise<void> {
    const { space, jobs, say } = this.#options;
    const witnesses = causesIn(space, this.verdicts).flatMap((cause) => witnessOf(cause, this.verdicts) ?? []);
    await Promise.all([...new Set(witnesses)].map((verdict) => this.#tryAll(verdict)));
    const left = [...new Set(witnesses)].filter((verdict) => !verdict.shrunk.has(smallestOf(verdict)!.property));
    if (left.length > 0) {
      say(`minimising ${count(left.length, "counterexample")}`);
    }
    await Promise.all(
      left.map(async (verdict) => {
        const { property } = smallestOf(verdict)!;
        verdict.broken.set(property, await jobs.settle(smallestOf(verdict)!));
        verdict.shrunk.add(property);
      }),
    );
  }
}

/** Next to the base every property counts; further away one that is broken is enough. */
const isDone = ({ distance, broken }: SettingVerdict): boolean => distance > 1 && broken.size > 0;

/** Those first that broke a setting all of whose turned knobs stand alike in this one. */
function likelyFirst({ base }: Space, known: readonly Known[], setting: Setting): Probe[] {
  const isLikely = (from: Setting): boolean =>
    Object.entries(from).every(([name, value]) => value === base[name] || value === setting[name]);
  const likely = known.filter((one) => isLikely(one.setting));
  return [...likely, ...known.filter((one) => !likely.includes(one))].map(({ probe }) => probe);
}

/** The smallest combinations of values that make a setting unsafe. */
export function causesIn({ axes }: Space, verdicts: readonly SettingVerdict[]): Cause[] {
  const unsafe = new Set(verdicts.filter(({ broken }) => broken.size > 0).map(({ setting }) => keyOf(axes, setting)));
  return causesOf(axes, (setting) => unsafe.has(keyOf(axes, setting)));
}
