import { expect, test } from "vitest";
import { brokenIn, describeModel } from "../base-model.ts";

describeModel("fault-notifier", { held: 200, broken: 800, shown: ["memslots", "notifier-balance"] });

test.for(["retry=never", "retry=beforeLock", "sample=afterGup", "inProgress=ignored", "gpcRetry=seqOnly"])(
  "with %s a frame is reached that the host has taken",
  (turned) => {
    expect(brokenIn("fault-notifier", `seq-count@${turned}`, 60)).toContain("stale-frame");
  },
);

test("a slot that goes while a notifier is between start and end leaves its count behind", () => {
  expect(brokenIn("fault-notifier", "seq-count@slotWait=never", 200)).toContain("notifier-balance");
});
