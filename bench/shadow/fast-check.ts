import type { Scheduler } from "fast-check";
import { fastCheckSubject } from "../fast-check-subject.ts";

/** As s2check's: fair, one step to take it, and one more for a writer that has to queue. */
class PromiseRwLock {
  #readers = 0;
  #writer = false;
  #queued = false;
  #wake: (() => void)[] = [];

  async readLock(scheduler: Scheduler): Promise<void> {
    do {
      while (this.#keepsReadersOut()) {
        await this.#change();
      }
      await scheduler.schedule(Promise.resolve());
    } while (this.#keepsReadersOut());
    this.#readers++;
  }

  async readUnlock(scheduler: Scheduler): Promise<void> {
    await scheduler.schedule(Promise.resolve());
    this.#readers--;
    this.#changed();
  }

  async writeLock(scheduler: Scheduler): Promise<void> {
    await scheduler.schedule(Promise.resolve());
    if (this.#readers > 0) {
      this.#queued = true;
      while (this.#readers > 0) {
        await this.#change();
      }
      await scheduler.schedule(Promise.resolve());
      this.#queued = false;
    }
    this.#writer = true;
  }

  async writeUnlock(scheduler: Scheduler): Promise<void> {
    await scheduler.schedule(Promise.resolve());
    this.#writer = false;
    this.#changed();
  }

  #keepsReadersOut(): boolean {
    return this.#writer || this.#queued;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake.push(resolve);
    });
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) {
      resolve();
    }
  }
}

class Mmu {
  readonly mmu_lock = new PromiseRwLock();
  seq = 0;
  canon = 1;
  readonly shadow = [-1, -1];
  readonly revmap = [-1, -1];
}

async function fault(scheduler: Scheduler, mmu: Mmu, page: number): Promise<number> {
  await mmu.mmu_lock.readLock(scheduler);
  await scheduler.schedule(Promise.resolve());
  const sampled = mmu.seq;
  await scheduler.schedule(Promise.resolve());
  mmu.shadow[page] = page;
  await scheduler.schedule(Promise.resolve());
  mmu.revmap[page] = page;
  await mmu.mmu_lock.readUnlock(scheduler);
  return sampled;
}

async function notifier(scheduler: Scheduler, mmu: Mmu): Promise<void> {
  await mmu.mmu_lock.writeLock(scheduler);
  await scheduler.schedule(Promise.resolve());
  mmu.seq = 1;
  await scheduler.schedule(Promise.resolve());
  mmu.canon = 0;
  await scheduler.schedule(Promise.resolve());
  const nested = mmu.revmap[0]!;
  if (nested >= 0) {
    await scheduler.schedule(Promise.resolve());
    mmu.shadow[nested] = -1;
  }
  await mmu.mmu_lock.writeUnlock(scheduler);
}

export const fastCheckShadow = fastCheckSubject(async (scheduler) => {
  const mmu = new Mmu();
  await scheduler.waitFor(Promise.all([fault(scheduler, mmu, 0), fault(scheduler, mmu, 1), notifier(scheduler, mmu)]));
  return mmu.canon === 0 && mmu.shadow[0] === 0;
});
