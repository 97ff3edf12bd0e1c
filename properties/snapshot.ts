/** I14. Words that belong together and are read under the lock that guards them were all written by one writer: none of them is from halfway. */
import { nestedPool } from "../models/nested-pool/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "snapshot",
  statement: "what is read under its lock is whole",
  model: nestedPool,
  claim: {
    on: {
      vncr_seen: (_vm, { pgshift }) => (pgshift === 0 ? "a VNCR translation is valid and has a page shift of 0" : null),
    },
  },
  exercised: ["a TLBI looked at a VNCR translation"],
});
