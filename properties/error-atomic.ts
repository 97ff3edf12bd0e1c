/** ATOMIC (I26). A hypercall that returns an error leaves every page with the owners that it had. */
import { pkvm } from "../models/pkvm/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "error-atomic",
  statement: "a hypercall that fails has changed nothing",
  model: pkvm,
  claim: {
    on: {
      hyp_return: (_hyp, { call, ret, before, after }) =>
        ret < 0 && before !== after ? `${call} returns ${ret}. Before: ${before}. After: ${after}` : null,
    },
  },
  exercised: ["a call failed for want of memory"],
});
