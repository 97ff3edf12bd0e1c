import { asDeclared } from "../report/result.ts";
import type { CheckResult } from "../report/result.ts";

/** What the shell is told. */
export const EXIT = {
  asDeclared: 0,
  /** A claim is broken that is not declared broken. */
  broken: 1,
  badUse: 2,
  /** The budget was spent and something declared broken was not broken, or something was not exercised or not decided. */
  noAnswer: 3,
  /** A fault of s2check itself, or of a model outside its tasks; the number is that of BSD's sysexits. */
  internal: 70,
  interrupted: 130,
} as const;

/** `troubled`: some model or claim could not be run to the end. */
export function exitCodeOf(result: CheckResult, troubled: boolean): number {
  if (!result.complete) {
    return EXIT.interrupted;
  }
  const others = result.cells.filter((cell) => !asDeclared(cell));
  if (others.some((cell) => cell.verdict === "broken")) {
    return EXIT.broken;
  }
  if (troubled) {
    return EXIT.badUse;
  }
  return others.length > 0 ? EXIT.noAnswer : EXIT.asDeclared;
}
