/** LIVE. With finitely many invalidations every task ends under a fair scheduler, unless it waits for ever: that is `deadlock`. */
import { aging } from "../models/aging/model.ts";
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import { nested } from "../models/nested/model.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import { nestedPool } from "../models/nested-pool/model.ts";
import { vmids } from "../models/vmid/model.ts";
import { writeTracking } from "../models/write-tracking/model.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "live",
  statement: "every fault and every unmap ends",
  model: nested,
  engine: ["livelock"],
  exercised: ["fault retried", "a notifier hit a shadow leaf"],
  also: [
    elsewhere({ model: walkers, exercised: ["a fault lost a race"] }),
    elsewhere({ model: tlbVmid, exercised: ["a fault lost a race"] }),
    elsewhere({ model: pkvm, exercised: ["a page was reclaimed"] }),
    elsewhere({ model: aging, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: faultNotifier, exercised: ["a fault was tried again", "a pfn cache tried again"] }),
    elsewhere({ model: lifecycle, exercised: ["the VM's tables were flushed", "a block was split"] }),
    elsewhere({ model: yieldingIterator, exercised: ["the lock was dropped between chunks"] }),
    elsewhere({ model: nestedPool, exercised: ["a shadow was loaded"] }),
    elsewhere({ model: writeTracking, exercised: ["a guest entry had changed when the lock was there"] }),
    elsewhere({ model: shadowPages, exercised: ["a notifier used the reverse map"] }),
    elsewhere({ model: vmids, exercised: ["a rollover came in between"] }),
  ],
});
