import { expect, it } from "vitest";
import { Ledger } from "../../src/shrink/ledger.ts";

const done = Number.POSITIVE_INFINITY;

it("a scenario is searched again only with more executions than were not enough", () => {
  const ledger = new Ledger();
  expect(ledger.isSettled("a", 0, true)).toBe(false);
  ledger.note("a", { cap: 500, whole: false });
  expect(ledger.isSettled("a", 500, true)).toBe(true);
  expect(ledger.isSettled("a", 501, true)).toBe(false);
  ledger.note("a", { cap: done, whole: false });
  expect(ledger.isSettled("a", done, true)).toBe(true);
});

it("evidence is about the scenarios of the last round only", () => {
  const ledger = new Ledger();
  const see = (key: string, fewer: boolean, cap: number, whole: boolean): void => {
    ledger.isSettled(key, cap, fewer);
    ledger.note(key, { cap, whole });
  };
  see("unfinished", true, 500, false);
  ledger.beginRound();
  see("self", false, done, false);
  see("lower", false, done, false);
  see("fewer", true, done, true);
  expect(ledger.evidence("self")).toEqual({ complete: true, fewer: 1, whole: true, lower: 1 });
  see("bounded", true, done, false);
  expect(ledger.evidence("self")).toEqual({ complete: true, fewer: 2, whole: false, lower: 1 });
  ledger.isSettled("unfinished", done, false);
  expect(ledger.evidence("self")).toEqual({ complete: false, fewer: 2, whole: false, lower: 2 });
});
