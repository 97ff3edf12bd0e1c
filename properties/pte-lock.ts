/**
 * LOCKED (I12, I16). An entry that holds LOCKED is stored to by the task that put it there and by no other; a store that is neither
 * a cmpxchg nor such a make, to an entry that the root reaches, is made with mmu_lock held for write.
 */
import { aging } from "../models/aging/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "pte-lock",
  statement: "who stores to an entry has locked it, or excludes all other walkers",
  model: walkers,
  claim: { always: ({ ghost }) => ghost.trespass },
  exercised: ["a fault lost a race", "a page had been accessed"],
  also: [
    elsewhere({
      model: aging,
      claim: { always: ({ ghost }) => ghost.trespass },
      exercised: ["an unmap freed a table"],
    }),
  ],
});
