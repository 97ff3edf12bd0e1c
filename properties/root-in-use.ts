/** I5, its roots: a leaf is put into a root only while somebody will still take it out: never after the root was emptied for good. */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "root-in-use",
  statement: "no leaf goes into a root that was given up and emptied",
  model: faultNotifier,
  claim: {
    on: {
      mapped: (_vm, { root, page }) =>
        root.isDone ? `page ${page} is mapped in ${root.label}, which was emptied for good` : null,
    },
  },
  exercised: ["a root was given up", "a page was mapped"],
});
