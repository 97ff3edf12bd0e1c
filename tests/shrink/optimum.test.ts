import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/core/program.ts";
import type { CommandSpec, Domains, Model, RoleSpec } from "../../src/scenario/model.ts";
import { shrink } from "../../src/shrink/shrink.ts";
import type { Size } from "../../src/shrink/order.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { relay, shorterThan } from "../sample-models/relay.ts";
import { noted, swept, table } from "../sample-models/sweep.ts";
import { transfers } from "../sample-models/transfer.ts";
import { smallest } from "./brute-force.ts";
import { failuresOf } from "./failures.ts";

/** The model with smaller domains, so that all its scenarios can be tried. */
function narrow<S>(model: Model<S>, domains: Domains): Model<S> {
  const cut = (own: Domains): Domains => Object.fromEntries(Object.entries(own).map(([n, d]) => [n, domains[n] ?? d]));
  const roles = Object.entries(model.roles).map(([name, role]): [string, RoleSpec<S>] => {
    const commands = Object.entries(role.commands).map(([c, spec]): [string, CommandSpec<S>] => {
      return [c, { ...spec, args: cut(spec.args) }];
    });
    return [name, { ...role, commands: Object.fromEntries(commands) }];
  });
  return { ...model, settings: cut(model.settings), roles: Object.fromEntries(roles) };
}

function expectOptimum<S>(
  model: Model<S>,
  domains: Domains,
  claims: readonly Claim<S>[],
  claim: string,
  known: Partial<Size>,
): void {
  const best = smallest(narrow(model, domains), claims, claim);
  expect(best).toMatchObject(known);
  const failures = failuresOf(model, claims, claim, 25);
  expect(failures.length).toBe(25);
  const ends = new Set<string>();
  for (const failure of failures) {
    const { size, proved, scenario, schedule } = shrink(failure);
    expect({ ...size, surprises: 0 }).toEqual(best);
    expect(proved).toBe(true);
    ends.add(JSON.stringify([scenario, schedule]));
  }
  // Two where two roles can come in either order, or two values be exchanged.
  expect(ends.size).toBeLessThanOrEqual(2);
}

const two = { min: 0, max: 1 };

describe("from large scenarios and random schedules, shrinking ends at the smallest counterexample there is", () => {
  it("of a lost update", () => {
    const known = { commands: 2, tasks: 2, preemptions: 1, switches: 2, steps: 4, argumentSize: 0 };
    const domains = { account: two, amount: { min: 1, max: 2 }, opening: { min: 0, max: 10, step: 10 } };
    expectOptimum(bank, domains, [noLostUpdate], "no-lost-update", known);
  });

  it("of locks taken in two orders", () => {
    const known = { commands: 2, tasks: 2, preemptions: 1, switches: 1, steps: 2, argumentSize: 2 };
    expectOptimum(transfers, {}, [], "deadlock", known);
  });

  it("of a lock dropped in a loop", () => {
    const known = { commands: 2, tasks: 2, preemptions: 1, switches: 2, steps: 10, argumentSize: 2 };
    const domains = { slot: two, first: two, count: { min: 1, max: 2 }, failures: { min: 0, max: 0 } };
    expectOptimum(table, domains, [swept], "swept", known);
  });

  it("of an allocation that failed", () => {
    const known = { commands: 1, tasks: 1, preemptions: 0, switches: 0, steps: 4, argumentSize: 1 };
    expectOptimum(table, {}, [noted], "noted", known);
  });

  it("of something that takes a switch in the middle", () => {
    const known = { commands: 2, tasks: 2, preemptions: 1, switches: 2, steps: 6, argumentSize: 2 };
    expectOptimum(relay, { rounds: { min: 1, max: 2 } }, [shorterThan(3)], "short", known);
  });
});

it("finds three preemptions where each task has to go on where it left", () => {
  for (const failure of failuresOf(relay, [shorterThan(5)], "short", 25)) {
    const { size, proved } = shrink(failure);
    expect(size).toMatchObject({ commands: 2, tasks: 2, preemptions: 3, switches: 4, steps: 10, argumentSize: 4 });
    expect(proved).toBe(true);
  }
});
