/** No WARN_ON of the kernel fires: what its authors take to be impossible never happens; no count goes below its least. */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import { nestedPool } from "../models/nested-pool/model.ts";
import { writeTracking } from "../models/write-tracking/model.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "no-warning",
  statement: "the kernel never warns",
  model: lifecycle,
  engine: ["warning"],
  exercised: ["a block was split"],
  also: [
    elsewhere({ model: faultNotifier, exercised: ["a page was mapped"] }),
    elsewhere({ model: yieldingIterator, exercised: ["tables were gone when the lock was back"] }),
    elsewhere({ model: nestedPool, exercised: ["a shadow was loaded"] }),
    elsewhere({ model: writeTracking, exercised: ["a table was shadowed"] }),
    elsewhere({ model: shadowPages, exercised: ["a notifier used the reverse map"] }),
  ],
});
