import { benchPart } from "../part.ts";
import { reportSafeStack } from "../samplers/safe-stack.ts";
import { reportSchedules } from "../samplers/schedules.ts";
import { reportUniformity } from "../samplers/uniformity.ts";
import { reportUnseen } from "../samplers/unseen.ts";

export default benchPart({
  title: "schedules to the first bug, beside published figures; what is drawn alike; what coverage says is unseen",
  /** Trials of each figure; schedules of a trial; seconds for all trials of a figure that is not the default strategy's. */
  options: { seeds: 20, cap: 10_000, seconds: 1 },
  run(options, report) {
    reportSafeStack(options, report);
    reportUniformity(options, report);
    reportUnseen(report);
    reportSchedules(options, report);
  },
});
