import { ACQUIRE, Op, READ, RELEASE, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { Cell } from "../../src/kernel/cell.ts";
import { alloc_page, Page, put_page } from "../../src/kernel/page.ts";
import { GFP_KERNEL } from "../../src/kernel/slab.ts";
import type { Vm } from "./state.ts";

/** A frame of the host. One that a driver maps by pfn has an owner and no reference. */
export class Frame extends Page {
  readonly isPfnmap: boolean;

  constructor(world: World, index: number, isPfnmap = false) {
    super(world, "frame", index);
    this.isPfnmap = isPfnmap;
    this.count = isPfnmap ? 0 : 1;
    world.allocations.add(this);
  }
}

/** The entry of the host's page table for one page of the VM; its lock makes each op one step. */
export class HostPte extends Cell<Frame> {}

const GUP: OpKind = {
  name: "gup",
  access: READ | ACQUIRE,
  ready: null,
  perform(op) {
    const frame = (op.object as HostPte).peek;
    if (frame.count === 0 && op.a === true) {
      return null;
    }
    WARN_ON(frame.world, frame.count === 0, "a reference on a page that has none");
    frame.count++;
    return frame;
  },
  describe: (op, frame) =>
    `kvm_faultin_pfn(${op.object.index})${frame === undefined ? "" : ` = ${(frame as Frame | null)?.label ?? "no page"}`}`,
};

const SWITCH: OpKind = {
  name: "set_pte",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    const pte = op.object as HostPte;
    const old = pte.peek;
    pte.peek = op.a as Frame;
    return old;
  },
  describe: (op) => `the host's page ${op.object.index} is ${(op.a as Frame).label} from now on`,
};

/** `__kvm_faultin_pfn` (kvm_main.c): the frame with a reference; null if it has no references to take. */
export const kvm_faultin_pfn = ({ ptes, knobs }: Vm, page: number): Op<Frame | null> =>
  new Op<Frame | null>(GUP, ptes[page]!, knobs.pfnmap === "tryGet");

/** Another frame takes the place of one that all have let go of: migration, or copy on write. */
export function* replace(vm: Vm, page: number): Task {
  const { world, memory, ptes } = vm;
  const frame = yield* alloc_page(memory, GFP_KERNEL, () => new Frame(world, vm.frames++));
  if (frame !== null) {
    yield* give_up(yield* new Op<Frame>(SWITCH, ptes[page]!, frame));
  }
}

/** What maps it lets go of a frame: a driver frees its own by itself. */
export function* give_up(frame: Frame): Task {
  if (frame.isPfnmap) {
    yield* free_by_driver(frame);
  } else {
    yield* put_page(frame);
  }
}

function* free_by_driver(frame: Frame): Task {
  frame.count++;
  yield* put_page(frame);
}
