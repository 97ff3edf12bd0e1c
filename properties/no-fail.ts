/** NOFAIL. A failure to track never changes the result of a fault (0 or -EAGAIN), and so never fails KVM_RUN. */
import { nested } from "../models/nested/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "no-fail",
  statement: "a reverse map that runs out of memory does not fail the vCPU",
  model: nested,
  claim: {
    on: {
      fault_return: (_kvm, { n, result, tracking_error }) =>
        tracking_error !== 0 && result === tracking_error
          ? `the fault at nested 0x${n.toString(16)} returns ${result} because the reverse map could not record it`
          : null,
    },
  },
  exercised: ["a shadow leaf was mapped"],
});
