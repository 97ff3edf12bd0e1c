/** ISOL (I5, I6). Every access of the guest that goes through reaches a frame that is the guest's: the host has not taken it away. */
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "isolation",
  statement: "the guest reaches no frame that the host has taken away",
  model: tlbVmid,
  claim: {
    on: {
      guest_access: ({ gone }, { ia, frame }) =>
        gone.has(frame) ? `page ${ia} reaches frame 0x${frame.toString(16)}, which is somebody else's` : null,
    },
  },
  exercised: ["an unmap freed a table"],
});
