/** I19, for the host. When the host drops the page of a gfn that the guest has written since it came, the host knows it to be dirty. */
import { shadowPages } from "../models/shadow-pages/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "dirty-page",
  statement: "a page that the guest has written is written back before it is dropped",
  model: shadowPages,
  claim: {
    on: {
      page_dropped: ({ unsaved, host_dirty }, { gfn }) =>
        unsaved.has(gfn) && !host_dirty[gfn]!.peek
          ? `gfn ${gfn} is dropped as clean, and the guest has written to it`
          : null,
    },
  },
  exercised: ["a notifier used the reverse map", "a dirty log was taken"],
});
