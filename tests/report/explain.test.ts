import { expect, test } from "vitest";
import { parseSchedule } from "../../src/core/schedule.ts";
import { explain } from "../../src/report/explain.ts";
import { renderFinding } from "../../src/report/text.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";

const counterexample: Counterexample = {
  model: "bank",
  design: "racy",
  mended: [],
  property: "no-lost-update",
  claim: "no-lost-update",
  message: "account 0 holds 14, paid in were 17",
  scenario: {
    settings: { opening: 10, rainy: false },
    tasks: [
      {
        role: "teller",
        commands: [
          { name: "look", args: { account: 2 } },
          { name: "deposit", args: { account: 0, amount: 3 } },
        ],
      },
      { role: "teller", commands: [{ name: "deposit", args: { account: 0, amount: 4 } }] },
    ],
  },
  schedule: parseSchedule("1:0.1.0x2"),
  size: { commands: 3, tasks: 2, preemptions: 2, switches: 3, steps: 5, argumentSize: 10, surprises: 0 },
  proved: false,
  proof: "not proved: not tried",
  origin: null,
  executions: 0,
};

const finding = explain({
  model: bank,
  design: bank.designs[0]!,
  claims: [noLostUpdate],
  observers: [],
  counterexample,
  flaw: bank.designs[0]!.flaws[0]!,
  replay: "npm run -s s2check -- replay lost.json",
});

test("settings that are not the simplest are told, and where each call begins", async () => {
  expect(finding.settings).toEqual(["opening = 10"]);
  expect(finding.calls.map((own) => own.map((call) => call.first))).toEqual([[0, 2], [1]]);
  await expect(`${renderFinding(finding).join("\n")}\n`).toMatchFileSnapshot("golden/explained.txt");
});

test("mended flaws are part of the design's name", () => {
  const mended = { ...finding, counterexample: { ...counterexample, mended: ["OTHER"] } };
  expect(renderFinding(mended)[0]).toContain("broken by racy with OTHER mended: RMW, ");
});
