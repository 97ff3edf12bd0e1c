import { conformModel } from "../../../src/conform/conform-model.ts";
import { automata } from "./automata.ts";
import { claims } from "./claims.ts";
import { companions } from "./companions.ts";
import { kinds, type Kinds } from "./kinds.ts";
import { dynamic, events, filters, locks } from "./probes.ts";
import { NestedScenarioRecorder } from "./scenario/recorder.ts";
import { describe, show } from "./show.ts";
import { apply } from "./state/apply.ts";
import { Kvm } from "./state/kvm.ts";
import { translator } from "./ftrace/translator.ts";

/** Recordings of KVM/arm64 with nested guests, judged by what `models/stage2` and the source of Linux 7.3.4 say. */
export default conformModel<Kinds, Kvm>({
  name: "nested",
  title: "KVM/arm64 nested MMU, Linux 7.3.4",
  vocabulary: kinds,
  probes: { dynamic, events, filters, locks },
  claims,
  companions,
  begin: () => new Kvm(),
  apply,
  forget: (kvm) => kvm.forget(),
  translator,
  show,
  describe,
  automata,
  scenarios: {
    design: "full-unmap",
    lock: "mmu_lock",
    property: "soundness",
    properties: {
      "sequence-values": "seq-protocol",
      "sequence-retry": "seq-protocol",
      "lock-exclusion": "lock",
      "lock-map": "lock",
      "lock-unmap": "lock",
      "lock-shadows": "lock",
      "no-yield": "no-yield",
      "dirty-log": "dirty-log",
      "write-protect": "dirty-log",
      "write-protect-shadows": "dirty-log",
      "flush-after-write-protect": "dirty-log",
    },
    recorder: () => new NestedScenarioRecorder(),
  },
});
