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
}

function setup(world: World, { settings }: Scenario): House {
  const armed = cell(world, "armed", settings["armed"] === true);
  return { world, doors: Number(settings["doors"]), armed, light: cell(world, "light", false) };
}

function* arm({ armed }: House): Task {
  yield* WRITE_ONCE(armed, true);
}

function* press({ light }: House): Task {
  yield* WRITE_ONCE(light, !(yield* READ_ONCE(light)));
}

function* open(house: House, args: Values): Task {
  const armed = yield* READ_ONCE(house.armed);
  const light = yield* READ_ONCE(house.light);
  house.world.emit("opened", { door: args["door"], last: house.doors - 1, armed, light });
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
        open: { args: { door: { min: 0, max: 5 } }, run: open, print: (args) => `opens door ${args["door"]}` },
      },
    },
  },
  setup,
};

interface Opened {
  readonly door: number;
  readonly last: number;
  readonly armed: boolean;
  readonly light: boolean;
}

function onOpened(name: string, isWrong: (opened: Opened) => boolean): Claim<House> {
  return { name, on: { opened: (_house, event) => (isWrong(event as Opened) ? `${name}: wrong` : null) } };
}

export const silent = onOpened("silent", ({ armed }) => armed);
export const lit = onOpened("lit", ({ light, armed }) => armed && !light);
export const lastStaysShut = onOpened("last-stays-shut", ({ door, last }) => door === last);
