import { describe, expect, it } from "vitest";
import { configOf } from "../../../models/walkers/config.ts";
import { History } from "../../../models/walkers/history.ts";
import type { LeafOp } from "../../../models/walkers/leaf-map.ts";
import { LINUX } from "../../../models/walkers/knobs.ts";
import { Vm } from "../../../models/walkers/state.ts";
import { Execution } from "../../../src/core/execution.ts";
import { randomWalk } from "../../../src/strategies/random-walk.ts";
import { explore } from "../../../src/explore/explore.ts";

const EAGAIN = 11;

/** A VM whose first block has nothing, a block or both pages mapped, and nothing is done with it. */
function vmWith(half0: number): Vm {
  const config = configOf({ settings: { half0, half1: 0 }, tasks: [] });
  const vms: Vm[] = [];
  const setup = (world: ConstructorParameters<typeof Vm>[0]) => {
    vms.push(new Vm(world, config, LINUX));
    return vms[0]!;
  };
  explore(new Execution({ name: "nothing", setup, tasks: [], claims: [] }), randomWalk({ seed: 1 }), { runs: 1 });
  return vms[0]!;
}

const before = { nothing: vmWith(0), block: vmWith(1), pages: vmWith(4) };
const mapPage = (ia: number): LeafOp => ({ kind: "map", ia, pages: 1, frame: 4 + ia, writable: true });
const mapBlock: LeafOp = { kind: "map", ia: 0, pages: 2, frame: 4, writable: true };
const unmap: LeafOp = { kind: "unmap", ia: 0, pages: 2 };

/** What the history of these calls, each ended before the next begins unless `overlap`, says of the leaves of `to`. */
function judged(from: Vm, to: Vm, calls: readonly (readonly [LeafOp, number])[], overlap = false): string | null {
  const history = new History(from.pgt!);
  const begun = overlap ? calls.map(([op]) => history.begin(op)) : [];
  for (const [i, [op, ret]] of calls.entries()) {
    history.end(begun[i] ?? history.begin(op), ret);
  }
  return history.judge(to.pgt!);
}

describe("an outcome and the calls that may have led to it", () => {
  it.each<readonly [string, Vm, Vm, readonly (readonly [LeafOp, number])[], boolean]>([
    ["no call", before.block, before.block, [], false],
    [
      "one after the other",
      before.block,
      before.pages,
      [
        [unmap, 0],
        [mapPage(0), 0],
        [mapPage(1), 0],
      ],
      false,
    ],
    [
      "in either order while they overlap",
      before.block,
      before.nothing,
      [
        [unmap, 0],
        [mapPage(0), 0],
      ],
      true,
    ],
    ["-EAGAIN does nothing", before.pages, before.pages, [[mapPage(0), -EAGAIN]], false],
    [
      "a block that became pages",
      before.nothing,
      before.pages,
      [
        [mapBlock, 0],
        [mapPage(1), -EAGAIN],
      ],
      true,
    ],
    [
      "a block that met a page",
      before.nothing,
      before.pages,
      [
        [mapPage(1), 0],
        [mapBlock, -EAGAIN],
      ],
      true,
    ],
    ["a split", before.block, before.pages, [[{ kind: "split", ia: 1, pages: 1 }, 0]], false],
  ])("%s", (_name, from, to, calls, overlap) => {
    expect(judged(from, to, calls, overlap)).toBeNull();
  });

  it.each<readonly [string, Vm, Vm, readonly (readonly [LeafOp, number])[], boolean]>([
    ["what nobody did", before.block, before.nothing, [], false],
    [
      "a call that ended is not undone by one before it",
      before.block,
      before.nothing,
      [
        [unmap, 0],
        [mapPage(0), 0],
      ],
      false,
    ],
    ["a failed unmap", before.block, before.nothing, [[unmap, -EAGAIN]], false],
    [
      "rights that nobody took",
      before.block,
      before.pages,
      [
        [unmap, 0],
        [{ ...mapPage(0), writable: false }, 0],
        [mapPage(1), 0],
      ],
      false,
    ],
    [
      "another frame",
      before.nothing,
      before.pages,
      [
        [{ ...mapPage(0), frame: 5 }, 0],
        [mapPage(1), 0],
      ],
      false,
    ],
  ])("not %s", (_name, from, to, calls, overlap) => {
    expect(judged(from, to, calls, overlap)).toMatch(/^in the end there is .* to which .* leads from /);
  });
});
