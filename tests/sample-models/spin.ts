import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE, cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { Design, Model } from "../../src/scenario/model.ts";

/** One waits in a loop for what another one sets: a run of the one alone never ends. */
export interface Spin {
  readonly set: Cell<boolean>;
}

function* wait({ set }: Spin): Task {
  while (!(yield* READ_ONCE(set))) {
    // Spins.
  }
}

function* release({ set }: Spin): Task {
  yield* WRITE_ONCE(set, true);
}

const only: Design = { name: "only", title: "as it is", breaks: ["livelock"], flaws: [], mend: () => only };

export const spin: Model<Spin> = {
  name: "spin",
  title: "a flag that is spun on",
  designs: [only],
  settings: {},
  roles: {
    waiter: {
      title: "waiter",
      max: 2,
      maxCommands: 1,
      commands: { wait: { args: {}, run: wait, print: () => "waits" } },
    },
    setter: {
      title: "setter",
      max: 2,
      maxCommands: 1,
      commands: { set: { args: {}, run: release, print: () => "sets" } },
    },
  },
  setup: (world) => ({ set: cell(world, "set", false) }),
};
