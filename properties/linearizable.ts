/**
 * I24. When nobody is inside a call: the leaves are what the calls that returned 0 make, one after the other, of the leaves at the
 * beginning, in some order that has each call that ended before another began before it. A call is one step here: a map, rights
 * added, rights taken, an unmap, a split. One that returned -EAGAIN or another error has done nothing. The exception is the map of a
 * block whose entry became a table under its hands: it is two steps, the block and some first pages of it, whatever it returned.
 */
import { aging } from "../models/aging/model.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { walkers } from "../models/walkers/model.ts";
import type { Vm } from "../models/walkers/state.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

/** Tables that are gone mean nothing. */
const quiet = ({ pgt, ghost }: Vm): string | null => (pgt === null ? null : ghost.history.judge(pgt));

export default property({
  name: "linearizable",
  statement: "in the end the tables say what one call after the other would have left in them",
  model: walkers,
  claim: { on: { quiet } },
  exercised: ["a fault lost a race", "pages were write-protected"],
  also: [
    elsewhere({ model: aging, claim: { on: { quiet } }, exercised: ["an unmap freed a table"] }),
    elsewhere({
      model: tlbVmid,
      claim: { on: { quiet: ({ pgt, history }) => history.judge(pgt) } },
      exercised: ["a fault lost a race"],
    }),
  ],
});
