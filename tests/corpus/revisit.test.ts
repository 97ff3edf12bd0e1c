import { expect, it } from "vitest";
import { revisit } from "../../src/corpus/revisit.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { failuresOf } from "../shrink/failures.ts";

const [failure] = failuresOf(bank, [noLostUpdate], "no-lost-update", 1);
const { subject } = failure!;
const small = shrink(failure!);
const saved = { ...small, code: "now" };

it("a saved counterexample that still breaks its claim is as good as new", () => {
  expect(revisit(saved, subject, "now")).toEqual({ kind: "broken", counterexample: small });
});

it("one whose run has changed is no longer proved", () => {
  const longer = { ...saved, size: { ...small.size, steps: 3 } };
  expect(revisit(longer, subject, "now")).toEqual({
    kind: "broken",
    counterexample: { ...small, proved: false, proof: "not proved: the code has changed since it was saved" },
  });
});

it("nor is one that was saved by other code, or without saying by which, though its run is the same", () => {
  const outdated = { ...small, proved: false, proof: "not proved: the code has changed since it was saved" };
  expect(revisit(saved, subject, "later")).toEqual({ kind: "broken", counterexample: outdated });
  expect(revisit(small, subject, "now")).toEqual({ kind: "broken", counterexample: outdated });
});

it("where nothing was proved, why not still stands", () => {
  const raw = { ...small, proved: false, proof: "not shrunk (interrupted)" };
  expect(revisit(raw, subject, "now")).toEqual({ kind: "broken", counterexample: raw });
});

it("one that breaks nothing any more is stale, and it is said why", () => {
  const mended = { ...subject, design: subject.design.mend(["RMW"]) };
  expect(revisit(saved, mended, "now")).toEqual({ kind: "stale", why: "the property holds under its schedule" });
  const misfit = { ...small, schedule: { version: 1, choices: [0, 7] } } as const;
  expect(revisit(misfit, subject, "now")).toEqual({
    kind: "stale",
    why: "its schedule no longer fits the code: at choice 1, the task it names cannot step here",
  });
  const crashing = {
    ...subject,
    model: {
      ...bank,
      setup: () => {
        throw new Error("no bank today");
      },
    },
  };
  expect(revisit(saved, crashing, "now")).toMatchObject({
    kind: "stale",
    why: expect.stringContaining("no bank today") as string,
  });
});
