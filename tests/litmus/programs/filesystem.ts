import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import { cell, READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex, mutex_lock, mutex_unlock } from "../../../src/kernel/mutex.ts";

const BLOCKS = 26;
const INODES = 32;

interface Disk {
  readonly inodeLocks: readonly Mutex[];
  readonly inodes: readonly Cell<number>[];
  readonly blockLocks: readonly Mutex[];
  readonly busy: readonly Cell<boolean>[];
}

function* allocate(disk: Disk, task: number): Task {
  const inode = task % INODES;
  yield* mutex_lock(disk.inodeLocks[inode]!);
  if ((yield* READ_ONCE(disk.inodes[inode]!)) === 0) {
    let block = (inode * 2) % BLOCKS;
    while (!(yield* take(disk, block, inode))) {
      block = (block + 1) % BLOCKS;
    }
  }
  yield* mutex_unlock(disk.inodeLocks[inode]!);
}

function* take(disk: Disk, block: number, inode: number): Task<boolean> {
  yield* mutex_lock(disk.blockLocks[block]!);
  const isFree = !(yield* READ_ONCE(disk.busy[block]!));
  if (isFree) {
    yield* WRITE_ONCE(disk.busy[block]!, true);
    yield* WRITE_ONCE(disk.inodes[inode]!, block + 1);
  }
  yield* mutex_unlock(disk.blockLocks[block]!);
  return isFree;
}

/** Tasks give their inodes a block each; up to 13 tasks never meet (Flanagan, Godefroid, POPL 2005). */
export function filesystem(tasks: number): Program<Disk> {
  return {
    name: `filesystem_${tasks}`,
    setup: (world) => ({
      inodeLocks: Array.from({ length: INODES }, (_, i) => new Mutex(world, "inode lock", i)),
      inodes: Array.from({ length: INODES }, (_, i) => cell(world, "inode", 0, i)),
      blockLocks: Array.from({ length: BLOCKS }, (_, i) => new Mutex(world, "block lock", i)),
      busy: Array.from({ length: BLOCKS }, (_, i) => cell(world, "busy", false, i)),
    }),
    tasks: Array.from({ length: tasks }, (_, i) => ({ name: `T${i}`, run: (state: Disk) => allocate(state, i) })),
    claims: [],
  };
}
