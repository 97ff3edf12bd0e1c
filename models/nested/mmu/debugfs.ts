import { Op, SLEEPS, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { checkMaySleep } from "../../../src/kernel/atomic-context.ts";
import type { ShadowMmu } from "./s2-mmu.ts";

const CREATE: OpKind = {
  name: "debugfs_create_file",
  access: WRITE | SLEEPS,
  ready: null,
  perform(op, task) {
    checkMaySleep(op, task);
    return undefined;
  },
  describe: (op) => `debugfs_create_file(${op.object.label})`,
};

/** The file in which a shadow can be read; takes mutexes of the file system. */
export const debugfs_create_file = (mmu: ShadowMmu): Op<void> => new Op<void>(CREATE, mmu);
