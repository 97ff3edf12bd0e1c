import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { tiny } from "../stage2/geometry.ts";
import type { Command, Scenario, ScenarioTask, Values } from "../../src/scenario/scenario.ts";
import { numberOf } from "./config.ts";

/** How often, of 100, a generated value is moved to where the tasks can meet; the rest stays as drawn. */
const ACCESS_MAPPED = 75;
const REWRITE_MAPPED = 50;
const SAME_CANONICAL = 30;
const STAGE2_ON = 70;
const SOME_MAPPING = 90;

/** Draws of 0 to 99; a scenario has at most so many places to move. */
const DICE = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 20, maxLength: 20 });

/** Commands of L1 about a nested address, besides those that map one. */
const AIMED_BY_L1 = new Set(["unmap", "tlbi_ipa", "tlbi_range"]);

/** A nested address that L1 maps, and where to. */
interface Place {
  readonly n: number;
  readonly c: number;
}

/**
 * Drawn each on its own, most accesses would go where L1 maps nothing, and hardly two nested addresses to one canonical
 * page. So most scenarios have a vCPU and an entry, most accesses and TLBIs go to an address that some entry translates, an entry
 * often shares its canonical page with another, and L1 often rewrites an entry for its rights or its size.
 */
export function meeting(derived: Arbitrary<Scenario>): Arbitrary<Scenario> {
  const withVcpu = derived.filter(({ tasks }) => tasks.some((task) => task.role === "vcpu"));
  return fc.tuple(withVcpu, DICE).map(([scenario, dice]) => {
    const settings = meetingSettings(scenario.settings, dice);
    const places = [0, 1, 2].slice(0, numberOf(settings, "mappings")).map((index) => placeOf(settings, index));
    const rewritten = scenario.tasks.map((task, at) => moved(task, dice.slice(5 + 3 * at), rewrite(places)));
    const written = rewritten.flatMap((task) => task.commands).filter((command) => command.name === "map");
    const all = [...places, ...written.map(({ args }) => ({ n: numberOf(args, "n"), c: numberOf(args, "c") }))];
    const tasks = rewritten.map((task, at) => moved(task, dice.slice(5 + 3 * at), access(all)));
    return { settings, tasks };
  });
}

function meetingSettings(settings: Values, dice: readonly number[]): Values {
  const [stage2 = 0, some = 0, first = 0, second = 0, apart = 0] = dice;
  const n0 = numberOf(settings, "n0");
  return {
    ...settings,
    s2_off: settings["s2_off"] === true && stage2 >= STAGE2_ON,
    mappings: some < SOME_MAPPING ? Math.max(1, numberOf(settings, "mappings")) : numberOf(settings, "mappings"),
    c1: first < SAME_CANONICAL ? settings["c0"]! : settings["c1"]!,
    n1: settings["n1"] === n0 ? (n0 + 1 + (apart % (tiny.nestedSize - 1))) % tiny.nestedSize : settings["n1"]!,
    c2: second < SAME_CANONICAL ? settings["c0"]! : settings["c2"]!,
  };
}

const placeOf = (settings: Values, index: number): Place => ({
  n: numberOf(settings, `n${index}`),
  c: numberOf(settings, `c${index}`),
});

type Move = (role: string, command: Command, die: number) => Command;

function moved(task: ScenarioTask, dice: readonly number[], move: Move): ScenarioTask {
  return { ...task, commands: task.commands.map((command, at) => move(task.role, command, dice[at] ?? 99)) };
}

const rewrite =
  (places: readonly Place[]): Move =>
  (_role, command, die) => {
    const place = places[die % places.length];
    const moves = command.name === "map" && place !== undefined && die < REWRITE_MAPPED;
    return moves ? { ...command, args: { ...command.args, ...place } } : command;
  };

const access =
  (places: readonly Place[]): Move =>
  (role, command, die) => {
    const place = places[die % places.length];
    const aimed = role === "vcpu" ? command.name === "access" : AIMED_BY_L1.has(command.name);
    const moves = aimed && place !== undefined && die < ACCESS_MAPPED;
    return moves ? { ...command, args: { ...command.args, n: place.n } } : command;
  };
