import { Op, READ } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { drop, hold, Lock } from "../../src/kernel/lock.ts";

/** `non_block_start()` to `non_block_end()` (include/linux/kernel.h): the OOM reaper's notifiers must not sleep. */
export class NonBlock extends Lock {
  override get atomic(): true {
    return true;
  }

  override contextOf(): string {
    return "the caller must not block";
  }
}

const START: OpKind = {
  name: "non_block_start",
  access: READ,
  ready: null,
  perform: (op, task) => hold(task, op.object as NonBlock),
  describe: () => "non_block_start()",
};

const END: OpKind = {
  name: "non_block_end",
  access: READ,
  ready: null,
  perform: (op, task) => drop(task, op.object as NonBlock),
  describe: () => "non_block_end()",
};

export const non_block_start = (section: NonBlock): Op<void> => new Op(START, section);
export const non_block_end = (section: NonBlock): Op<void> => new Op(END, section);
