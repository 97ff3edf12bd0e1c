/** TRANS (I8). Every valid leaf, whenever it is one: the leaf for page p goes to the frame behind p, and so does all it covers. */
import { aging } from "../models/aging/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "translation",
  statement: "every leaf goes to the frame behind its page",
  model: walkers,
  claim: { always: ({ ghost }) => ghost.misplaced },
  exercised: ["a fault mapped a page where there was no table", "a fault lost a race"],
  also: [
    elsewhere({
      model: aging,
      claim: { always: ({ ghost }) => ghost.misplaced },
      exercised: ["an unmap freed a table"],
    }),
  ],
});
