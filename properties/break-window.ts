/**
 * WINDOW (I15). Between the break of an entry that the root reaches and its make, the task that has it locked touches no other
 * entry: it flushes, puts, cleans and makes. So long as others find LOCKED there they can only try again, and that must not
 * take longer where more hung below the entry.
 */
import { aging } from "../models/aging/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "break-window",
  statement: "an entry is locked for no longer than its own flush takes",
  model: walkers,
  claim: { always: ({ ghost }) => ghost.dallied },
  exercised: ["a fault lost a race"],
  also: [
    elsewhere({
      model: aging,
      claim: { always: ({ ghost }) => ghost.dallied },
      exercised: ["an unmap freed a table"],
    }),
  ],
});
