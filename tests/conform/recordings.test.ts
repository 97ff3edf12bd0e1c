import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import model from "../../models/nested/conform/conform.ts";
import { judgeTrace } from "../../src/conform/judge-trace.ts";
import type { AnyEvent } from "../../src/conform/vocabulary.ts";
import { FOLDER, pathOf } from "./recordings.ts";

const names = readdirSync(FOLDER).toSorted();
const verdicts = await Promise.all(names.map((name) => judgeTrace(pathOf(name), model)));

it.each(names.map((name, at) => [name, at] as const))("%s conforms", (_name, at) => {
  const { claims, remarks } = verdicts[at]!;
  expect(claims.flatMap(({ claim, first }) => (first === null ? [] : [[claim, first.t, first.message]]))).toEqual([]);
  expect(remarks).toEqual([]);
});

it("says how often each claim was put to the test", async () => {
  const columns = names.map((name) => name.replace(/\.gz$/, ""));
  const rows = model.claims.map(({ name }, at) => {
    const held = verdicts.map(({ claims }) => claims[at]!.held);
    return `${name.padEnd(28)}${held.map((n) => String(n).padStart(7)).join("")}`;
  });
  const heads = columns.map((name, at) => `${at + 1}: ${name}, ${verdicts[at]!.events} events`);
  const numbers = `${"".padEnd(28)}${columns.map((_, at) => String(at + 1).padStart(7)).join("")}`;
  await expect(`${[...heads, "", numbers, ...rows].join("\n")}\n`).toMatchFileSnapshot("golden/verdicts.txt");
});

it("puts every claim to the test", () => {
  const idle = model.claims.filter((_, at) => verdicts.every(({ claims }) => claims[at]!.held === 0));
  expect(idle.map(({ name }) => name)).toEqual([]);
});

/** What one form of a trace tells and the other does not, and names that each gives in its own way. */
function comparable(events: readonly AnyEvent[]): string[] {
  const threads = new Map<string, number>();
  const number = (th: string): number => {
    threads.set(th, threads.get(th) ?? threads.size);
    return threads.get(th)!;
  };
  return events
    .filter(({ ev }) => !["enter", "faultin_start", "tf_s1e2"].includes(ev))
    .map((event) =>
      JSON.stringify({
        ...event,
        th: number(event.th),
        old: event.ev === "pte_break" ? null : (event as AnyEvent & { old?: unknown }).old,
      }),
    );
}

async function eventsIn(name: string): Promise<string[]> {
  const events: AnyEvent[] = [];
  await judgeTrace(pathOf(name), model, undefined, (event) => void events.push(event));
  return comparable(events);
}

describe.each(names.filter((name) => name.endsWith(".txt.gz")))("%s", (name) => {
  it("tells the same events as its compact form", async () => {
    const [raw, compact] = [await eventsIn(name), await eventsIn(name.replace(".txt.gz", ".jsonl.gz"))];
    expect(raw.length).toBeGreaterThan(1_000);
    expect(raw).toEqual(compact);
  });
});
