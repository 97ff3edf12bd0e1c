import { release, touch } from "../core/lifetime.ts";
import type { Memory } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { ACQUIRE, FREES, Op, READ, RELEASE, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { Shared } from "../core/shared.ts";
import type { Task } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { gfpflags_allow_blocking } from "./gfp.ts";
import { allocate } from "./slab.ts";
import type { Allocator } from "./slab.ts";

/** `struct page` (include/linux/mm_types.h): born with one reference, freed with the last. `count` is for ops, invariants and reports. */
export class Page extends Shared implements Memory {
  count = 1;
  freed = false;
  queued = false;

  constructor(world: World, name: string, index = -1) {
    super(world, name, index);
    this.owner = this;
  }
}

const GET: OpKind = {
  name: "get_page",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const page = op.object as Page;
    touch(op);
    if (page.count === 0) {
      page.world.fail(ENGINE_CLAIMS.warning, `get_page(${page.label}): its last reference is gone`);
    }
    page.count++;
    return undefined;
  },
  describe: (op) => `get_page(${op.object.label})`,
};

const PUT: OpKind = {
  name: "put_page_testzero",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    const page = op.object as Page;
    touch(op);
    if (page.count === 0) {
      page.world.fail(ENGINE_CLAIMS.warning, `put_page(${page.label}): its last reference is gone`);
      return false;
    }
    page.count--;
    return page.count === 0;
  },
  describe: (op, result) => `put_page(${op.object.label})${result === true ? ", the last reference" : ""}`,
};

const COUNT: OpKind = {
  name: "page_count",
  access: READ,
  ready: null,
  perform(op) {
    touch(op);
    return (op.object as Page).count;
  },
  describe: (op, result) => `page_count(${op.object.label})${result === undefined ? "" : ` = ${result as number}`}`,
};

const FREE: OpKind = {
  name: "__free_page",
  access: WRITE | FREES,
  ready: null,
  perform(op) {
    const page = op.object as Page;
    page.world.emit("free_page", page);
    release(op.a as Memory, page);
    return undefined;
  },
  memory: (op) => op.a as Memory,
  describe: (op) => `__free_page(${op.object.label})`,
};

function allocKind(access: number): OpKind {
  return {
    name: "alloc_page",
    access,
    ready: null,
    perform(op, task) {
      const [gfp, make] = op.a as readonly [number, () => Page];
      if (!allocate(op, task, op.object as Allocator, gfp)) {
        return null;
      }
      const page = make();
      page.world.allocations.add(page);
      return page;
    },
    describe: (_op, result) => `alloc_page()${result === null ? " = NULL" : ""}`,
  };
}

const ALLOC = allocKind(WRITE);
const ALLOC_MAY_SLEEP = allocKind(WRITE | SLEEPS);

/** A page that `make` lays out, zeroed and with one reference, or null; a leak if it is not freed by the end of the run. */
export function alloc_page<P extends Page>(allocator: Allocator, gfp: number, make: () => P): Op<P | null> {
  return new Op<P | null>(gfpflags_allow_blocking(gfp) ? ALLOC_MAY_SLEEP : ALLOC, allocator, [gfp, make]);
}

export function get_page(page: Page): Op<void> {
  return new Op<void>(GET, page);
}

/** One reference less, a step, and the page is freed with the last, another step. */
export function* put_page(page: Page): Task {
  if (yield* new Op<boolean>(PUT, page)) {
    yield* new Op<void>(FREE, page, page.owner);
  }
}

export function page_count(page: Page): Op<number> {
  return new Op<number>(COUNT, page);
}

/** Frees a page, or the area it begins, whatever its count. */
export function __free_page(page: Page): Op<void> {
  return new Op<void>(FREE, page, page.owner);
}
