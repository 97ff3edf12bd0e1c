import { describe, expect, it } from "vitest";
import { brokenIn, describeModel } from "../base-model.ts";

describeModel("lifecycle", { held: 120, broken: 800 });

describe("what the mails say besides", () => {
  it("a flush under mmu_lock that takes it again inside waits for itself", () => {
    expect(brokenIn("lifecycle", "flush-mmu-lock@pgdLock=taken", 20)).toContain("deadlock");
  });

  it("two flushes are enough, without ioctls of others", () => {
    expect(brokenIn("lifecycle", "flush-unlocked@ioctls=excluded", 120)).toEqual(
      expect.arrayContaining(["cache", "lock", "use-after-free"]),
    );
  });

  it("without ioctls of others, slots_lock in the section deadlocks no more, and lockdep still complains", () => {
    expect(brokenIn("lifecycle", "flush-slots-lock@ioctls=excluded", 120)).toEqual(["lock"]);
  });

  it("somebody has to free the cache when the VM is destroyed", () => {
    expect(brokenIn("lifecycle", "cache-until-destroy@cacheFree=nobody", 120)).toEqual(["no-leak"]);
  });
});
