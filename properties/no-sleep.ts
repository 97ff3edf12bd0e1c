/** NOSLEEP. No op that may sleep (blocking allocation, mutex, waiting for a grace period) under mmu_lock or a tree's lock. */
import { aging } from "../models/aging/model.ts";
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import { nested } from "../models/nested/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import { nestedPool } from "../models/nested-pool/model.ts";
import { writeTracking } from "../models/write-tracking/model.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "no-sleep",
  statement: "nothing sleeps while mmu_lock or a lock inside it is held",
  model: nested,
  engine: ["sleep-in-atomic"],
  exercised: ["a shadow leaf was mapped", "a notifier hit a shadow leaf"],
  also: [
    elsewhere({ model: walkers, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: aging, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: faultNotifier, exercised: ["a page was mapped", "a root was given up"] }),
    elsewhere({ model: lifecycle, exercised: ["the VM's tables were flushed", "a block was split"] }),
    elsewhere({ model: yieldingIterator, exercised: ["the lock was dropped between chunks"] }),
    elsewhere({ model: nestedPool, exercised: ["the pool grew"] }),
    elsewhere({ model: writeTracking, exercised: ["a table was shadowed"] }),
    elsewhere({ model: shadowPages, exercised: ["a notifier used the reverse map"] }),
  ],
});
