import type { Observer } from "../core/observer.ts";
import type { Beat } from "./beat.ts";

const EVERY = 100;

/** Says every hundred executions that work goes on: minimising has no other sign of life. */
export function heartbeat(what: string, say: (beat: Omit<Beat, "thread">) => void): Observer {
  let executions = 0;
  return {
    begin() {
      if (++executions % EVERY === 0) {
        say({ what, schedules: EVERY, scenarios: 0 });
      }
    },
  };
}
