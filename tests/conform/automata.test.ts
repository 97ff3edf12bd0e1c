import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { automata } from "../../models/nested/conform/automata.ts";
import model from "../../models/nested/conform/conform.ts";
import { dotOf, statesOf, type Automaton } from "../../src/conform/automaton.ts";
import { Judge } from "../../src/conform/judge.ts";
import type { AnyEvent } from "../../src/conform/vocabulary.ts";
import { drop, set, where } from "./mutations/mutation.ts";
import { eventsOf, FOLDER, type Line } from "./recordings.ts";

const names = readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl.gz"));

/** The first event that an automaton refuses, and how many it took. */
function run(
  { initial, transitions, project }: Automaton,
  lines: readonly Line[],
): { readonly refused: string | null; readonly taken: number } {
  const states = new Map<string, string>();
  let refused: string | null = null;
  let taken = 0;
  const observe = (event: AnyEvent): void => {
    const name = project(event);
    const state = states.get(event.th) ?? initial;
    const next = transitions.find(([from, by]) => from === state && by === name);
    if (name !== null && refused === null) {
      refused = next === undefined ? `${name} in ${state} at ${event.t}` : null;
      states.set(event.th, next?.[2] ?? state);
      taken += 1;
    }
  };
  new Judge(model, undefined, observe).piece({ lines: lines.map((line) => JSON.stringify(line)), cut: null });
  return { refused, taken };
}

/** What rvgen makes of a dot file: it goes through it by lines. */
function parse(dot: string): { initial: string; states: string[]; transitions: string[][] } {
  const lines = dot.split("\n");
  const nodes = lines
    .filter((line) => line.trim().startsWith("{node"))
    .map((line) => line.split(/\s+/).at(-1)!.replaceAll(/["};]/g, ""));
  const first = lines.findLastIndex((line) => line.trim().startsWith("{node")) + 2;
  const end = lines.findIndex((line, at) => at >= first && !line.trimStart().startsWith('"'));
  const transitions = lines.slice(first, end).flatMap((line) => {
    const words = line.trim().split(/\s+/);
    return words[1] === "->"
      ? words
          .slice(words.indexOf("label") + 2, -1)
          .join("")
          .replaceAll('"', "")
          .split(String.raw`\n`)
          .map((event) => [words[0]!.replaceAll('"', ""), event, words[2]!.replaceAll('"', "")])
      : [];
  });
  return {
    initial: nodes.find((node) => node.startsWith("__init_"))!.slice("__init_".length),
    states: [...new Set(nodes.filter((node) => !node.startsWith("__init_")))],
    transitions,
  };
}

describe.each(automata)("$name", (automaton) => {
  it("is deterministic, and every state can be reached and left", () => {
    const pairs = automaton.transitions.map(([from, event]) => `${from}/${event}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    const reached = new Set([automaton.initial]);
    for (const state of reached) {
      automaton.transitions.forEach(([from, , to]) => from === state && reached.add(to));
    }
    expect([...reached].toSorted()).toEqual([...statesOf(automaton)].toSorted());
    expect(new Set(automaton.transitions.map(([, event]) => event))).toEqual(new Set(Object.keys(automaton.functions)));
  });

  it("is in dot what it is here, and fits the kernel's names", () => {
    const dot = dotOf(automaton);
    expect(dot.split("\n")[0]).toBe("digraph state_automaton {");
    const { initial, states, transitions } = parse(dot);
    expect(initial).toBe(automaton.initial);
    expect(states.toSorted()).toEqual([...statesOf(automaton)].toSorted());
    expect(transitions.map(String).toSorted()).toEqual(automaton.transitions.map(String).toSorted());
    expect(
      [automaton.name, ...states, ...transitions.map(([, event]) => event)].filter(
        (word) => !/^[a-z][a-z_0-9]*$/.test(word!),
      ),
    ).toEqual([]);
    expect(automaton.name.length).toBeLessThan(32);
  });

  it("accepts what the kernel did", () => {
    const runs = names.map((name) => run(automaton, eventsOf(name)));
    expect(runs.map(({ refused }, at) => [names[at], refused])).toEqual(names.map((name) => [name, null]));
    expect(runs.reduce((sum, { taken }) => sum + taken, 0)).toBeGreaterThan(500);
  });
});

const wrong: readonly (readonly [string, string, (events: readonly Line[]) => readonly Line[]])[] = [
  ["kvm_mmu_lock", "a lock that is not taken", (events) => drop(events, where(({ ev }) => ev === "rlock")(events)[7]!)],
  [
    "kvm_mmu_lock",
    "an unmap with the lock held for read",
    (events) =>
      set(() => ({ ev: "rlock" }))(
        events,
        where(({ ev }, at) => ev === "wlock" && events[at + 1]?.ev === "lookup")(events)[3]!,
      ),
  ],
  ["kvm_notifier", "an end that is missing", (events) => drop(events, where(({ ev }) => ev === "inv_end")(events)[0]!)],
  [
    "kvm_notifier",
    "an unmap outside of a notifier",
    (events) =>
      drop(
        events,
        where(
          ({ ev }, at) => ev === "mn_start" && events.slice(at, at + 4).some((next) => next.ev === "notifier_unmap"),
        )(events)[1]!,
      ),
  ],
  [
    "kvm_stage2_fault",
    "a map without a frame",
    (events) => drop(events, where(({ ev }) => ev === "faultin")(events)[5]!),
  ],
  [
    "kvm_stage2_fault",
    "a page marked dirty before it is mapped",
    (events) =>
      set(() => ({ ev: "mark_dirty", gfn: "0", logging: 0 }))(events, where(({ ev }) => ev === "rlock")(events)[5]!),
  ],
  ["kvm_vcpu_mmu", "a fault on no MMU", (events) => drop(events, where(({ ev }) => ev === "load")(events)[4]!)],
  [
    "kvm_vcpu_mmu",
    "a guest that runs before the unmap",
    (events) =>
      set(() => ({ pend: 1 }))(
        events,
        where(({ ev }, at) => ev === "load" && events[at + 1]?.ev === "fault")(events)[2]!,
      ),
  ],
];

it.each(wrong)("%s refuses %s", (name, _what, change) => {
  const automaton = automata.find((one) => one.name === name)!;
  expect(run(automaton, change(eventsOf("basic-ipa40.jsonl.gz"))).refused).not.toBeNull();
});
