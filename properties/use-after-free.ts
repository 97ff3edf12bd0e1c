/** UAF (I1, I3). No access to a freed struct, table or tree node; nothing is freed twice. */
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
  name: "use-after-free",
  statement: "nothing is used after it was freed, and nothing is freed twice",
  model: nested,
  engine: ["use-after-free", "double-free"],
  exercised: ["a shadow leaf was mapped", "a notifier hit a shadow leaf"],
  also: [
    elsewhere({ model: walkers, exercised: ["an unmap freed a table", "a fault lost a race"] }),
    elsewhere({ model: tlbVmid, exercised: ["an unmap freed a table", "a fault lost a race"] }),
    elsewhere({ model: pkvm, exercised: ["a page was reclaimed"] }),
    elsewhere({ model: aging, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: faultNotifier, exercised: ["a page was mapped", "a notifier hit a leaf"] }),
    elsewhere({ model: lifecycle, exercised: ["the VM's tables were flushed", "a notifier hit a table"] }),
    elsewhere({ model: yieldingIterator, exercised: ["the lock was dropped between chunks"] }),
    elsewhere({ model: nestedPool, exercised: ["a shadow was loaded", "a notifier came to a shadow"] }),
    elsewhere({ model: writeTracking, exercised: ["a table was shadowed"] }),
    elsewhere({ model: shadowPages, exercised: ["a notifier used the reverse map"] }),
  ],
});
