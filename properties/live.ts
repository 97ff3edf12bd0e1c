/** LIVE. With finitely many invalidations every task ends: no deadlock, and no livelock under a fair scheduler. */
import { nested } from "../models/nested/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "live",
  statement: "every fault and every unmap ends",
  model: nested,
  engine: ["deadlock", "livelock"],
  exercised: ["fault retried", "a notifier hit a shadow leaf"],
});
