import type { Claim } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE, cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { Design, Model } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";

/** Runners pass a baton: only a run with many switches brings it far. */
export interface Relay {
  readonly baton: Cell<number>;
}

function* run({ baton }: Relay, args: Values): Task {
  for (let round = 0; round < Number(args["rounds"]); round++) {
    const at = yield* READ_ONCE(baton);
    if (at % 2 === Number(args["side"])) {
      yield* WRITE_ONCE(baton, at + 1);
    }
  }
}

const only: Design = { name: "only", title: "as it is", breaks: ["short"], flaws: [], mend: () => only };

export const relay: Model<Relay> = {
  name: "relay",
  title: "a baton handed to and fro",
  designs: [only],
  settings: {},
  roles: {
    runner: {
      title: "runner",
      max: 3,
      maxCommands: 2,
      commands: {
        run: {
          args: { side: { min: 0, max: 1 }, rounds: { min: 1, max: 8 } },
          run,
          print: (args) => `runs ${args["rounds"]} rounds on side ${args["side"]}`,
        },
      },
    },
  },
  setup: (world) => ({ baton: cell(world, "baton", 0) }),
};

/** The baton never gets to `end`. */
export function shorterThan(end: number): Claim<Relay> {
  return { name: "short", always: ({ baton }) => (baton.peek < end ? null : `the baton is at ${baton.peek}`) };
}
