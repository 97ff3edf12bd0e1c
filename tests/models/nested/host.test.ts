import { describe, expect, it } from "vitest";
import { backedHost, Host, SOMEONE_ELSE, UNBACKED } from "../../../models/nested/host/host.ts";
import { tiny } from "../../../models/stage2/geometry.ts";
import { Execution } from "../../../src/core/execution.ts";
import { randomWalk } from "../../../src/strategies/random-walk.ts";

function hostOf(thp: boolean): Host {
  const setup = { name: "host", tasks: [], claims: [] };
  const execution = new Execution<Host>({ ...setup, setup: (world) => new Host(world, tiny, backedHost(tiny, thp)) });
  execution.run(randomWalk({ seed: 1 }));
  return execution.state;
}

describe("the host", () => {
  it("gives a frame to someone else once it is unmapped and nobody holds it", () => {
    const host = hostOf(false);
    host.zap({ start: 5, size: 2 });
    expect(host.pte.slice(4, 8)).toEqual([0x24, UNBACKED, UNBACKED, 0x27]);
    expect([0x24, 0x25, 0x26].map((frame) => host.ownerOf(frame))).toEqual([4, SOMEONE_ELSE, SOMEONE_ELSE]);
  });

  it("keeps a frame that a fault holds until it is released", () => {
    const host = hostOf(false);
    const frame = host.pin(5);
    host.zap({ start: 5, size: 1 });
    expect(host.ownerOf(frame)).toBe(5);
    expect(host.pin(5)).toBe(0x30);
    host.unpin(frame);
    expect(host.ownerOf(frame)).toBe(SOMEONE_ELSE);
    expect(host.ownerOf(0x30)).toBe(5);
  });

  it("splits a huge page that is hit in part, and makes a new one only for an empty block", () => {
    const host = hostOf(true);
    expect(host.leafSize(6)).toBe(4);
    host.zap({ start: 6, size: 1 });
    expect(host.leafSize(4)).toBe(1);
    host.pin(6);
    expect(host.leafSize(6)).toBe(1);
    host.zap({ start: 8, size: 4 });
    expect(host.pin(10) % 4).toBe(2);
    expect(host.leafSize(9)).toBe(4);
  });

  it("moves a block to a huge page unless one of its frames is held", () => {
    const host = hostOf(false);
    const frame = host.pin(4);
    host.collapse(4);
    expect(host.leafSize(4)).toBe(1);
    host.unpin(frame);
    host.collapse(4);
    expect(host.leafSize(4)).toBe(4);
    expect(host.pte.slice(4, 8)).toEqual([0x30, 0x31, 0x32, 0x33]);
    expect(host.ownerOf(0x24)).toBe(SOMEONE_ELSE);
  });
});
