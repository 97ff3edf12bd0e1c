import { describe, expect, test } from "vitest";
import type { Op } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  Allocator,
  call_rcu,
  cell,
  GFP_KERNEL,
  kfree,
  kmalloc,
  Memory,
  Rcu,
  rcu_assign_pointer,
  rcu_barrier,
  rcu_dereference,
  rcu_read_lock,
  rcu_read_unlock,
  read_plain,
  READ_ONCE,
  Srcu,
  srcu_read_lock,
  srcu_read_unlock,
  synchronize_rcu,
  synchronize_srcu,
  write_plain,
  WRITE_ONCE,
} from "../../src/kernel/index.ts";
import type { Cell } from "../../src/kernel/index.ts";
import type { GraceDomain } from "../../src/kernel/grace-period.ts";
import { allSchedules } from "./all-schedules.ts";

interface DomainSort {
  readonly make: (world: World) => GraceDomain;
  readonly readLock: (domain: GraceDomain) => Op<void>;
  readonly readUnlock: (domain: GraceDomain) => Op<void>;
  readonly synchronize: (domain: GraceDomain) => Op<void>;
  readonly names: readonly [lock: string, domain: string, synchronize: string];
}

const sorts: DomainSort[] = [
  {
    make: (world) => new Rcu(world),
    readLock: (rcu) => rcu_read_lock(rcu as Rcu),
    readUnlock: (rcu) => rcu_read_unlock(rcu as Rcu),
    synchronize: (rcu) => synchronize_rcu(rcu as Rcu),
    names: ["rcu_read_lock()", "rcu", "synchronize_rcu()"],
  },
  {
    make: (world) => new Srcu(world, "srcu"),
    readLock: (srcu) => srcu_read_lock(srcu as Srcu),
    readUnlock: (srcu) => srcu_read_unlock(srcu as Srcu),
    synchronize: (srcu) => synchronize_srcu(srcu as Srcu),
    names: ["srcu_read_lock(srcu)", "srcu", "synchronize_srcu(srcu)"],
  },
];

/** A value behind a pointer, in memory that is freed when it is replaced. */
class Box {
  readonly label: string;
  readonly memory: Memory;
  readonly value: Cell<number>;

  constructor(world: World, label: string, value: number) {
    this.label = label;
    this.memory = new Memory(label);
    this.value = cell(world, `${label}.value`, value);
    this.value.owner = this.memory;
  }
}

describe.for(sorts)("$names.0", ({ make, readLock, readUnlock, synchronize, names }) => {
  const setup = (world: World) => ({
    domain: make(world),
    memory: new Allocator(world),
    old: new Box(world, "old", 1),
    pointer: cell<Box | null>(world, "pointer", null),
    x: cell(world, "x", 0),
    y: cell(world, "y", 0),
    log: [] as string[],
  });
  type State = ReturnType<typeof setup>;
  const published = (world: World): State => {
    const state = setup(world);
    state.pointer.peek = state.old;
    return state;
  };

  function* reader({ domain, pointer, log }: State): Task {
    yield* readLock(domain);
    const box = yield* rcu_dereference(domain, pointer);
    log.push(box === null ? "gone" : `${yield* read_plain(box.value)}`);
    yield* readUnlock(domain);
  }

  test("a grace period before the free protects readers; without it there is a use after free", () => {
    function* replace(s: State): Task {
      yield* rcu_assign_pointer(s.pointer, null);
      yield* synchronize(s.domain);
      yield* kfree(s.memory, s.old.memory);
    }
    function* hasty(s: State): Task {
      yield* rcu_assign_pointer(s.pointer, null);
      yield* kfree(s.memory, s.old.memory);
    }
    const safe = allSchedules({ setup: published, tasks: [reader, replace, reader], result: (s) => s.log.join(" ") });
    expect(safe).toEqual({ broken: {}, outcomes: ["passed"], results: ["1 1", "1 gone", "gone 1", "gone gone"] });
    const broken = allSchedules({ setup: published, tasks: [reader, hasty] }).broken;
    expect(broken).toEqual({ "use-after-free": "reading old.value after old was freed" });
  });

  test("it waits for readers that are inside, not for later ones", () => {
    let over = false;
    const fresh = (world: World): State => {
      over = false;
      return setup(world);
    };
    function* section({ domain, x, log }: State): Task {
      yield* readLock(domain);
      const before = over;
      const inside = domain.inside!.length;
      yield* READ_ONCE(x);
      log.push(before === over ? "." : `over meanwhile, entered as number ${inside}`);
      yield* readUnlock(domain);
    }
    function* update({ domain }: State): Task {
      yield* synchronize(domain);
      over = true;
    }
    const result = (s: State) => s.log.join(" ");
    expect(allSchedules({ setup: fresh, tasks: [section, update], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["."],
    });
    // With a second reader, the first can keep the grace period going until after the second has come in.
    expect(allSchedules({ setup: fresh, tasks: [section, section, update], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: [". .", ". over meanwhile, entered as number 1", ". over meanwhile, entered as number 2"],
    });
  });

  test("what readers did comes before what follows the grace period", () => {
    function* section({ domain, x, y }: State): Task {
      yield* readLock(domain);
      yield* WRITE_ONCE(y, 1);
      yield* write_plain(x, 1);
      yield* readUnlock(domain);
    }
    const updateWith = (waits: boolean) =>
      function* update({ domain, x, y }: State): Task {
        if ((yield* READ_ONCE(y)) === 1) {
          if (waits) {
            yield* synchronize(domain);
          }
          yield* write_plain(x, 2);
        }
      };
    expect(allSchedules({ setup, tasks: [section, updateWith(true)] }).broken).toEqual({});
    expect(Object.keys(allSchedules({ setup, tasks: [section, updateWith(false)] }).broken)).toEqual(["data-race"]);
  });

  test("what was written before it is ordered before later readers, and sections that ended before what follows", () => {
    function* update({ domain, x, y }: State): Task {
      yield* write_plain(x, 1);
      yield* synchronize(domain);
      yield* WRITE_ONCE(y, 1);
    }
    function* readX({ domain, x, y, log }: State): Task {
      if ((yield* READ_ONCE(y)) === 1) {
        yield* readLock(domain);
        log.push(`${yield* read_plain(x)}`);
        yield* readUnlock(domain);
      }
    }
    expect(allSchedules({ setup, tasks: [update, readX], result: (s) => s.log.join("") })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["", "1"],
    });
    function* readWithout({ x, y }: State): Task {
      if ((yield* READ_ONCE(y)) === 1) {
        yield* read_plain(x);
      }
    }
    expect(Object.keys(allSchedules({ setup, tasks: [update, readWithout] }).broken)).toEqual(["data-race"]);
  });

  test("waiting inside a section is reported and never ends", () => {
    function* self({ domain }: State): Task {
      yield* readLock(domain);
      yield* synchronize(domain);
      yield* readUnlock(domain);
    }
    const seen = allSchedules({ setup, tasks: [self] });
    expect(seen.broken).toEqual({
      rcu: `${names[2]} by a inside a read section of ${names[1]}`,
      deadlock: `a waits in ${names[2]}, held by a`,
    });
  });

  test("sections nest", () => {
    function* nested({ domain, memory, old, pointer, log }: State): Task {
      yield* readLock(domain);
      yield* reader({ domain, memory, old, pointer, log } as State);
      const box = yield* rcu_dereference(domain, pointer);
      if (box !== null) {
        yield* read_plain(box.value);
      }
      yield* readUnlock(domain);
    }
    function* replace(s: State): Task {
      yield* rcu_assign_pointer(s.pointer, null);
      yield* synchronize(s.domain);
      yield* kfree(s.memory, s.old.memory);
    }
    expect(allSchedules({ setup: published, tasks: [nested, replace] })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: [],
    });
  });

  test("an unlock too many, a lock too many", () => {
    function* tooMany({ domain }: State): Task {
      yield* readLock(domain);
      yield* readUnlock(domain);
      yield* readUnlock(domain);
    }
    function* tooFew({ domain }: State): Task {
      yield* readLock(domain);
      yield* readLock(domain);
      yield* readUnlock(domain);
    }
    expect(allSchedules({ setup, tasks: [tooMany] }).broken["rcu"]).toMatch(/ by a, which is in no read section$/);
    expect(allSchedules({ setup, tasks: [tooFew] }).broken["lock-owner"]).toMatch(/^a ends and still holds s?rcu$/);
  });

  test("what is written before publishing comes before what is read through the pointer", () => {
    const publishWith = (assign: (pointer: Cell<Box | null>, value: Box) => Op<void>) =>
      function* publish({ old, pointer }: State): Task {
        yield* write_plain(old.value, 2);
        yield* assign(pointer, old);
      };
    const result = (s: State) => s.log.join("");
    expect(allSchedules({ setup, tasks: [publishWith(rcu_assign_pointer), reader], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["2", "gone"],
    });
    const unordered = allSchedules({ setup, tasks: [publishWith(WRITE_ONCE), reader] });
    expect(Object.keys(unordered.broken)).toEqual(["data-race"]);
  });

  test("dereferencing outside", () => {
    function* outside({ domain, pointer }: State): Task {
      yield* rcu_dereference(domain, pointer);
    }
    expect(allSchedules({ setup, tasks: [outside] }).broken).toEqual({
      rcu: "rcu_dereference(pointer) by a outside a read section",
    });
  });
});

describe("call_rcu", () => {
  const setup = (world: World) => {
    const old = new Box(world, "old", 1);
    world.allocations.add(old.memory);
    return {
      rcu: new Rcu(world),
      memory: new Allocator(world),
      old,
      pointer: cell<Box | null>(world, "pointer", old),
      freed: cell(world, "freed", 0),
      x: cell(world, "x", 0),
      log: [] as string[],
    };
  };
  type State = ReturnType<typeof setup>;

  function* free(s: State): Task {
    yield* write_plain(s.old.value, 0);
    yield* write_plain(s.freed, s.freed.peek + 1);
    yield* kfree(s.memory, s.old.memory);
  }

  function* nothing(): Task {}

  function* retire(s: State): Task {
    yield* rcu_assign_pointer(s.pointer, null);
    yield* call_rcu(s.rcu, s.old.memory, free, s);
  }

  function* reader(s: State): Task {
    yield* rcu_read_lock(s.rcu);
    const box = yield* rcu_dereference(s.rcu, s.pointer);
    s.log.push(box === null ? "gone" : `${yield* read_plain(box.value)}`);
    yield* rcu_read_unlock(s.rcu);
  }

  test("the callback runs once, as a task of its own, after the readers that were inside", () => {
    const result = (s: State) => `${s.log.join(" ")} ${s.freed.peek}`;
    const seen = allSchedules({ setup, tasks: [reader, retire, reader], result });
    expect(seen).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["1 1 1", "1 gone 1", "gone 1 1", "gone gone 1"],
    });
  });

  test("readers that come later do not delay it", () => {
    function* section(s: State): Task {
      yield* rcu_read_lock(s.rcu);
      const before = s.old.memory.queued;
      yield* READ_ONCE(s.pointer);
      s.log.push(before && !s.old.memory.queued ? "called meanwhile" : ".");
      yield* rcu_read_unlock(s.rcu);
    }
    const result = (s: State) => s.log.join(" ");
    expect(allSchedules({ setup, tasks: [section, retire], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: [".", "called meanwhile"],
    });
  });

  test("queueing one object twice", () => {
    const seen = allSchedules({ setup, tasks: [retire, retire] });
    expect(seen.broken).toMatchObject({
      rcu: "call_rcu(old) by b, though a callback for it has been queued already",
      "double-free": "old is freed twice",
    });
  });

  test("queueing an object that is freed", () => {
    function* late(s: State): Task {
      yield* retire(s);
      yield* rcu_barrier(s.rcu);
      yield* call_rcu(s.rcu, s.old.memory, nothing);
    }
    expect(allSchedules({ setup, tasks: [late] }).broken).toEqual({
      "use-after-free": "call_rcu(old) after old was freed",
    });
  });

  test("a callback may queue its object again", () => {
    function* again(s: State): Task {
      yield* call_rcu(s.rcu, s.old.memory, free, s);
    }
    function* twice(s: State): Task {
      yield* call_rcu(s.rcu, s.old.memory, again, s);
    }
    expect(allSchedules({ setup, tasks: [twice], result: (s) => `${s.freed.peek}` })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["1"],
    });
  });

  test("queueing does not undo what a grace period has ordered", () => {
    function* update(s: State): Task {
      yield* write_plain(s.x, 1);
      yield* synchronize_rcu(s.rcu);
      yield* call_rcu(s.rcu, s.old.memory, free, s);
      yield* WRITE_ONCE(s.pointer, null);
    }
    function* late(s: State): Task {
      if ((yield* READ_ONCE(s.pointer)) === null) {
        yield* rcu_read_lock(s.rcu);
        yield* read_plain(s.x);
        yield* rcu_read_unlock(s.rcu);
      }
    }
    expect(allSchedules({ setup, tasks: [update, late] }).broken).toEqual({});
  });

  test("rcu_barrier does not wait for callbacks that are queued later", () => {
    function* barrier(s: State): Task {
      yield* call_rcu(s.rcu, new Memory("other"), nothing);
      yield* rcu_barrier(s.rcu);
      s.log.push(`${s.rcu.pending!.length} left`);
    }
    const seen = allSchedules({ setup, tasks: [barrier, retire], result: (s) => s.log.join("") });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["0 left", "1 left"] });
  });

  test("rcu_barrier waits for the callbacks that are queued, and comes after what they did", () => {
    function* flush(s: State): Task {
      yield* retire(s);
      yield* rcu_barrier(s.rcu);
      s.log.push(`${yield* read_plain(s.freed)}`);
    }
    function* hurry(s: State): Task {
      yield* retire(s);
      s.log.push(`${yield* read_plain(s.freed)}`);
    }
    const waits = allSchedules({ setup, tasks: [flush], result: (s) => s.log.join("") });
    expect(waits).toEqual({ broken: {}, outcomes: ["passed"], results: ["1"] });
    const hurried = allSchedules({ setup, tasks: [hurry], result: (s) => s.log.join("") });
    expect(hurried.results).toEqual(["0", "1"]);
    expect(Object.keys(hurried.broken)).toEqual(["data-race"]);
  });

  test("rcu_barrier with nothing queued returns at once", () => {
    function* flush(s: State): Task {
      yield* rcu_barrier(s.rcu);
      yield* kfree(s.memory, s.old.memory);
    }
    expect(allSchedules({ setup, tasks: [flush] })).toEqual({ broken: {}, outcomes: ["passed"], results: [] });
  });

  test("a callback must not sleep", () => {
    function* sleepy(s: State): Task {
      yield* kfree(s.memory, yield* kmalloc(s.memory, "node", GFP_KERNEL));
      yield* kfree(s.memory, s.old.memory);
    }
    function* retireSleepily(s: State): Task {
      yield* call_rcu(s.rcu, s.old.memory, sleepy, s);
    }
    expect(allSchedules({ setup, tasks: [retireSleepily] }).broken).toEqual({
      "sleep-in-atomic": "kmalloc(node, GFP_KERNEL) may sleep while RCU callback runs in softirq context",
    });
  });

  test("a callback knows what its caller did before", () => {
    function* prepared(s: State): Task {
      yield* write_plain(s.freed, 41);
      yield* retire(s);
    }
    expect(allSchedules({ setup, tasks: [prepared], result: (s) => `${s.freed.peek}` })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["42"],
    });
  });
});
