import { BadUse } from "../check/bad-use.ts";
import { judgeOf } from "../check/judge.ts";
import { OUTDATED } from "../corpus/revisit.ts";
import { Execution } from "../core/execution.ts";
import { replay } from "../core/replay.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import { count } from "../report/size.ts";
import type { Design } from "../scenario/model.ts";
import { programOf } from "../scenario/program.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { compareSizes } from "../shrink/order.ts";
import { confirm } from "../shrink/shrink.ts";
import type { Subject } from "../shrink/subject.ts";
import { whoOf } from "./recording.ts";
import type { Recording } from "./recording.ts";

/** A recording, run again. */
export interface Playback {
  readonly subject: Subject<unknown, Design>;
  /** Null if it breaks nothing. */
  readonly found: Counterexample | null;
}

/** `code` gives the digest of the sources. Throws `BadUse` if the schedule is not one of this scenario: what it broke or not would say nothing of the property. */
export function play(recording: Recording, code: () => string): Playback {
  const { property, design, mended, scenario, schedule } = recording;
  const { claims, wanted } = judgeOf([property]);
  const variant = mended.length === 0 ? design : design.mend(mended);
  const subject = { model: property.model, design: variant, claims, wanted, observers: oraclesOfOneRun };
  rejectMisfit(subject, recording);
  const found = confirm({ subject, property: property.name, mended, scenario, schedule });
  return { subject, found: found === null ? null : withWhatIsKnown(found, recording, code) };
}

/** What a file says was proved only stands if the run is the same as then, and the sources are, if it names them. */
function withWhatIsKnown(found: Counterexample, { recorded, schedule }: Recording, code: () => string): Counterexample {
  if (recorded === null) {
    return { ...found, schedule, proof: "a line carries no proof" };
  }
  const { shows, proved, proof, claim, size } = recorded;
  const known = { ...found, schedule, ...(shows !== undefined && { shows }) };
  const isSameCode = !proved || recorded.code === undefined || recorded.code === code();
  return isSameCode && claim === found.claim && compareSizes(size, found.size) === 0
    ? { ...known, proved, proof }
    : { ...known, proof: OUTDATED };
}

function rejectMisfit({ model, design, claims, wanted }: Subject<unknown, Design>, recording: Recording): void {
  const { scenario, schedule } = recording;
  const strategy = replay(schedule);
  const program = programOf(model, scenario, design, claims);
  const outcome = new Execution(program, { claims: wanted, observers: oraclesOfOneRun() }).run(strategy);
  if (outcome.kind === "diverged") {
    const { choice, reason } = outcome;
    throw new BadUse(`the schedule does not fit ${whoOf(recording)} as it is now: at choice ${choice}, ${reason}`);
  }
  if (outcome.kind === "crashed") {
    throw new BadUse(`${model.name} cannot be run, ${outcome.task} fails: ${outcome.reason}`);
  }
  const unread = strategy.unread();
  if (unread > 0) {
    const [all, rest] = [count(schedule.choices.length, "choice"), `${unread} ${unread === 1 ? "was" : "were"}`];
    throw new BadUse(`the schedule does not fit ${whoOf(recording)} as it is now: of its ${all}, ${rest} never read`);
  }
}
