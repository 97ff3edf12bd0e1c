/** PUBLISH (I14). Whoever finds a vCPU finds its fields set. */
import { pkvm } from "../models/pkvm/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "published",
  statement: "what can be found is whole",
  model: pkvm,
  claim: { on: { vcpu_loaded: (_hyp, { ready }) => (ready ? null : "a vCPU is loaded whose fields are not set") } },
  exercised: ["a vCPU was loaded"],
});
