/** MIN, its end: when the VM is destroyed, the tracker has given back all memory. */
import { nested } from "../models/nested/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "no-leak",
  statement: "the reverse map gives back all its memory by the time the VM is destroyed",
  model: nested,
  engine: ["leak"],
  exercised: ["a shadow leaf was mapped"],
});
