import { expect, test } from "vitest";
import { brokenIn, describeModel } from "../base-model.ts";

describeModel("vmid", { held: 200, broken: 200 });

test("a VMID that is taken into use by a plain store may be given away by a rollover", () => {
  expect(brokenIn("vmid", "vmid-bitmap@activate=store", 200)).toEqual(["vmid"]);
});
