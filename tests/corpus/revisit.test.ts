import { expect, it } from "vitest";
import { revisit } from "../../src/corpus/revisit.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { failuresOf } from "../shrink/failures.ts";

const [failure] = failuresOf(bank, [noLostUpdate], "no-lost-update", 1);
const { subject } = failure!;
const small = shrink(failure!);

it("a saved counterexample that still breaks its claim is as good as new", () => {
  expect(revisit(small, subject)).toEqual({ kind: "broken", counterexample: small });
});

it("one whose run has changed is no longer proved", () => {
  const longer = { ...small, size: { ...small.size, steps: 3 } };
  expect(revisit(longer, subject)).toEqual({
    kind: "broken",
    counterexample: { ...small, proved: false, proof: "not proved: the code has changed since it was saved" },
  });
});

it("one that breaks nothing any more is stale, and it is said why", () => {
  const mended = { ...subject, design: subject.design.mend(["RMW"]) };
  expect(revisit(small, mended)).toEqual({ kind: "stale", why: "the property holds under its schedule" });
  const misfit = { ...small, schedule: { version: 1, choices: [0, 7] } } as const;
  expect(revisit(misfit, subject)).toEqual({
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
  expect(revisit(small, crashing)).toMatchObject({
    kind: "stale",
    why: expect.stringContaining("no bank today") as string,
  });
});
