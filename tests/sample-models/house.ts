import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE, cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import type { Scenario, Values } from "../../src/scenario/scenario.ts";

/** A house with an alarm, whose failures can only be made simpler by changing two things at once. */
export interface House {
  readonly world: World;
  readonly doors: number;
  readonly armed: Cell<boolean>;
  readonly light: Cell<boolean>;
  readonly dial: Cell<number>;
  readonly opened: number[];
}

function setup(world: World, { settings }: Scenario): House {
  const armed = cell(world, "armed", settings["armed"] === true);
  const light = cell(world, "light", false);
  const dial = cell(world, "dial", 0);
  return { world, doors: Number(settings["doors"]), armed, light, dial, opened: [0, 0, 0, 0, 0, 0] };
}

function* arm({ armed }: House): Task {
  yield* WRITE_ONCE(armed, true);
}

function* press({ light }: House): Task {
  yield* WRITE_ONCE(light, !(yield* READ_ONCE(light)));
}

function* turn({ dial }: House): Task {
  yield* WRITE_ONCE(dial, ((yield* READ_ONCE(dial)) + 1) % 3);
}

function* open(house: House, args: Values): Task {
  const door = Number(args["door"]);
  const armed = yield* READ_ONCE(house.armed);
  house.opened[door]!++;
  const times = house.opened[door]!;
  const [light, dial] = [house.light.peek, house.dial.peek];
  house.world.emit("opened", { door, last: house.doors - 1, times, armed, light, dial });
}

const only: Design = { name: "only", title: "as it is", breaks: [], flaws: [], mend: () => only };

export const house: Model<House> = {
  name: "house",
  title: "a house with an alarm",
  designs: [only],
  settings: { armed: "boolean", doors: { min: 1, max: 6 } },
  roles: {
    visitor: {
      title: "visitor",
      max: 2,
      maxCommands: 4,
      commands: {
        arm: { args: {}, run: arm, print: () => "arms the alarm" },
        press: { args: {}, run: press, print: () => "presses the switch" },
        turn: { args: {}, run: turn, print: () => "turns the dial" },
        open: { args: { door: { min: 0, max: 5 } }, run: open, print: (args) => `opens door ${args["door"]}` },
      },
    },
  },
  setup,
};

export interface Opened {
  readonly door: number;
  readonly last: number;
  readonly times: number;
  readonly armed: boolean;
  readonly light: boolean;
  readonly dial: number;
}

/** Claims that a door is never opened in such a state. */
export function neverOpened(isWrong: (opened: Opened) => boolean): Claim<House> {
  const check = (_house: House, event: unknown) => (isWrong(event as Opened) ? "a door is opened" : null);
  return { name: "shut", on: { opened: check } };
}
