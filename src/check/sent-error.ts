import { BadData } from "../scenario/explain.ts";
import { BadUse } from "./bad-use.ts";

/** Of the classes of errors only those of the language come through between threads: a cause says what ours were. */
const BAD_USE = "bad use";

export function sendable(error: unknown): unknown {
  return error instanceof BadUse || error instanceof BadData ? new Error(error.message, { cause: BAD_USE }) : error;
}

export function received(error: unknown): unknown {
  return error instanceof Error && error.cause === BAD_USE ? new BadUse(error.message) : error;
}
