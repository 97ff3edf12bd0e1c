import { expect, test } from "vitest";
import { brokenIn, describeModel } from "../base-model.ts";

describeModel("shadow-pages", { held: 300, broken: 1_500 });

test.for(["removeKey=walkedAgain", "lookup=gfn"])("with %s a freed shadow page is used in the end", (turned) => {
  expect(brokenIn("shadow-pages", `rmap-by-stored-gfn@${turned}`, 600)).toEqual(["rmap", "use-after-free"]);
});
