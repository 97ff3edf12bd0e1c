import { reportRandom } from "../dpor/random.ts";
import { reportReads } from "../dpor/reads.ts";
import { reportWhole } from "../dpor/whole.ts";
import { reportWithin } from "../dpor/within.ts";
import { benchPart } from "../part.ts";

export default benchPart({
  title: "partial-order reduction: exact counts, speed, preemption bounds, reads-from classes, random programs",
  options: { rounds: 9, random: 10_000 },
  run({ rounds, random }, report) {
    reportWhole(rounds, report);
    reportWithin(report);
    reportReads(report);
    reportRandom(random, report);
  },
});
