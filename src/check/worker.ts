import { BroadcastChannel, threadId } from "node:worker_threads";
import { BEATS } from "./beat.ts";
import type { Beat } from "./beat.ts";
import { runJob } from "./job.ts";
import type { Job, JobResult } from "./job.ts";
import { sendable } from "./sent-error.ts";

const beats = new BroadcastChannel(BEATS);
// The channel must not keep a worker alive that the pool wants to end.
beats.unref();

/** What the pool calls in a worker thread. */
export default async function work<J extends Job>(job: J): Promise<JobResult<J>> {
  const say = (beat: Omit<Beat, "thread">): void => beats.postMessage({ ...beat, thread: threadId });
  try {
    return await runJob(job, say);
  } catch (error) {
    throw sendable(error);
  } finally {
    say({ what: "", schedules: 0, scenarios: 0, idle: true });
  }
}
