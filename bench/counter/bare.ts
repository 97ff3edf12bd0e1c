import { BareObject, load, store } from "../bare-op.ts";
import type { BareTask } from "../bare-op.ts";
import { bareSubject } from "../bare-subject.ts";

interface Counter {
  readonly x: BareObject;
}

function* increment({ x }: Counter): BareTask {
  for (let i = 0; i < 3; i++) {
    const value = yield* load(x);
    yield* store(x, value + 1);
  }
}

export const bareCounter = bareSubject<Counter>({
  setup: () => ({ x: new BareObject() }),
  tasks: [increment, increment],
  failed: ({ x }) => x.value !== 6,
});
