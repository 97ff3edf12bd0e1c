/** MIN, its end: when the VM is destroyed, the tracker has given back all memory. */
import { aging } from "../models/aging/model.ts";
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import { nested } from "../models/nested/model.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import { nestedPool } from "../models/nested-pool/model.ts";
import { writeTracking } from "../models/write-tracking/model.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "no-leak",
  statement: "all memory is given back by the time the VM is destroyed",
  model: nested,
  engine: ["leak"],
  exercised: ["a shadow leaf was mapped"],
  also: [
    elsewhere({ model: walkers, exercised: ["an unmap freed a table", "a fault lost a race"] }),
    elsewhere({ model: tlbVmid, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: pkvm, exercised: ["a page was reclaimed", "a vCPU could not be made"] }),
    elsewhere({ model: aging, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: faultNotifier, exercised: ["a page was mapped"] }),
    elsewhere({ model: lifecycle, exercised: ["the VM's tables were flushed", "a block was split"] }),
    elsewhere({ model: yieldingIterator, exercised: ["the lock was dropped between chunks"] }),
    elsewhere({ model: nestedPool, exercised: ["the pool grew", "the pool could not grow"] }),
    elsewhere({ model: writeTracking, exercised: ["a table was shadowed"] }),
    elsewhere({ model: shadowPages, exercised: ["a shadow page was given up"] }),
  ],
});
