import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Runner } from "../../src/explore/runner.ts";
import { account } from "../../tests/litmus/programs/account.ts";
import { brokenBiasLock } from "../../tests/litmus/programs/bias-lock.ts";
import { carter01 } from "../../tests/litmus/programs/carter01.ts";
import { circularBuffer } from "../../tests/litmus/programs/circular-buffer.ts";
import { deadlock01 } from "../../tests/litmus/programs/deadlock01.ts";
import { dining } from "../../tests/litmus/programs/dining.ts";
import { lazy01 } from "../../tests/litmus/programs/lazy01.ts";
import { brokenMcsLock } from "../../tests/litmus/programs/mcs-lock.ts";
import { queue } from "../../tests/litmus/programs/queue.ts";
import { reorder } from "../../tests/litmus/programs/reorder.ts";
import { safeStack } from "../../tests/litmus/programs/safe-stack.ts";
import { brokenSeqLock } from "../../tests/litmus/programs/seq-lock.ts";
import { stack } from "../../tests/litmus/programs/stack.ts";
import { brokenSpinLock } from "../../tests/litmus/programs/test-and-set-lock.ts";
import { brokenTicketLock } from "../../tests/litmus/programs/ticket-lock.ts";
import { twostages } from "../../tests/litmus/programs/twostage.ts";
import { withThreads } from "./with-threads.ts";

/** A program with a bug. */
export interface Subject {
  /** As the published tables name it, without `CS/`. */
  readonly name: string;
  /** All tasks are there when a run begins. */
  readonly present: () => Runner;
  /** A first task creates the others, each after five private steps. */
  readonly created: () => Runner;
}

/** Private steps before a task is created: those with which the published orders of magnitude come out. */
const PRIVATE_STEPS = 5;

function subject<S>(program: Program<S>): Subject {
  const created = withThreads(program, PRIVATE_STEPS);
  return { name: program.name, present: () => new Execution(program), created: () => new Execution(created) };
}

export const SUBJECTS: readonly Subject[] = [
  subject(account),
  subject(carter01),
  subject(circularBuffer),
  subject(deadlock01),
  subject(lazy01),
  subject(queue),
  subject(stack),
  subject(dining(3)),
  subject(dining(4)),
  subject(reorder(2, 1)),
  subject(reorder(3, 1)),
  subject(reorder(4, 1)),
  subject(reorder(9, 1)),
  subject(reorder(10, 10)),
  subject(reorder(40, 10)),
  subject(reorder(99, 1)),
  subject(twostages(1, 1)),
  subject(twostages(10, 10)),
  subject(twostages(40, 10)),
  subject(twostages(99, 1)),
  subject(brokenTicketLock),
  subject(brokenSpinLock),
  subject(brokenMcsLock),
  subject(brokenSeqLock),
  subject(brokenBiasLock),
];

export const SAFE_STACK = subject(safeStack);
