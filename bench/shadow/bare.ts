import { BareObject, load, readLock, readUnlock, store, writeLock, writeUnlock } from "../bare-op.ts";
import type { BareTask } from "../bare-op.ts";
import { bareSubject } from "../bare-subject.ts";

interface Mmu {
  readonly mmu_lock: BareObject;
  readonly seq: BareObject;
  readonly canon: BareObject;
  readonly shadow: readonly BareObject[];
  readonly revmap: readonly BareObject[];
}

function* fault({ mmu_lock, seq, shadow, revmap }: Mmu, page: number): BareTask {
  yield* readLock(mmu_lock);
  yield* load(seq);
  yield* store(shadow[page]!, page);
  yield* store(revmap[page]!, page);
  yield* readUnlock(mmu_lock);
}

function* notifier({ mmu_lock, seq, canon, shadow, revmap }: Mmu): BareTask {
  yield* writeLock(mmu_lock);
  yield* store(seq, 1);
  yield* store(canon, 0);
  const nested = yield* load(revmap[0]!);
  if (nested >= 0) {
    yield* store(shadow[nested]!, -1);
  }
  yield* writeUnlock(mmu_lock);
}

export const bareShadow = bareSubject<Mmu>({
  setup: () => ({
    mmu_lock: new BareObject(),
    seq: new BareObject(0),
    canon: new BareObject(1),
    shadow: [new BareObject(-1), new BareObject(-1)],
    revmap: [new BareObject(-1), new BareObject(-1)],
  }),
  tasks: [(mmu) => fault(mmu, 0), (mmu) => fault(mmu, 1), notifier],
  failed: ({ canon, shadow }) => canon.value === 0 && shadow[0]!.value === 0,
});
