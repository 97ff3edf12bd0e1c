import type { Task } from "../../src/core/task.ts";
import { WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import type { Vm } from "./state.ts";

/** The guest changes its table, which is out of sync: nobody notices before the next fault. */
export function* remap({ gptes }: Vm, { entry, gfn }: Values): Task {
  yield* WRITE_ONCE(gptes[Number(entry)]!, Number(gfn));
}
