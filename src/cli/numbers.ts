import { InvalidArgumentError } from "commander";

/** A parser for options that take a whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`it takes a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}
