import { expect, test } from "vitest";
import { brokenIn, describeModel } from "../base-model.ts";

describeModel("write-tracking", { held: 400, broken: 1_500 });

test.for([
  [true, ["guest-view", "shadow"]],
  [false, []],
] as const)("missing barriers matter to CPUs with store buffers only: %s", ([weak, broken]) => {
  expect(brokenIn("write-tracking", "write-protected@barriers=none", 1_000, { weak })).toEqual(broken);
});
