import { READ, SHARED, WRITE } from "../core/op.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { TraceStep } from "../core/trace.ts";
import type { Anomaly, Insight, Order } from "./insight.ts";

type Access = Pick<TraceStep, "task" | "object" | "access">;

const OF_CLAIMS: Readonly<Partial<Record<string, Anomaly>>> = {
  [ENGINE_CLAIMS.deadlock]: "deadlock",
  [ENGINE_CLAIMS.livelock]: "livelock",
  [ENGINE_CLAIMS.lockOrder]: "lock order inversion",
  [ENGINE_CLAIMS.lockOwner]: "lock misuse",
  [ENGINE_CLAIMS.sleepInAtomic]: "sleeping while atomic",
  [ENGINE_CLAIMS.useAfterFree]: "use after free",
  [ENGINE_CLAIMS.doubleFree]: "double free",
  [ENGINE_CLAIMS.leak]: "leak",
  [ENGINE_CLAIMS.rcu]: "RCU misuse",
  [ENGINE_CLAIMS.dataRace]: "data race",
};

/** Where one task's accesses come between two of another: which of those reads and writes cannot be put in sequence. */
const BETWEEN: Readonly<Partial<Record<string, Anomaly>>> = {
  "R W W": "lost update",
  "R W R": "non-repeatable read",
  "W R W": "dirty read",
  "W W R": "overwritten before use",
};

/** What a claim of the engine says by itself; null for others. */
export function anomalyOf(claim: string): Anomaly | null {
  return OF_CLAIMS[claim] ?? null;
}

/**
 * The pattern of the orders without which the claim holds. Where a task must come after one access of another and before a
 * later one, it falls between two that belong together (Lu, Tucek, Qin, Zhou, ASPLOS 2006); otherwise something comes too
 * early (Lu, Park, Seo, Zhou, ASPLOS 2008).
 */
export function patternOf(steps: readonly Access[], orders: readonly Order[]): Pick<Insight, "anomaly" | "accesses"> {
  const between = tightest(steps, orders);
  if (between !== null) {
    const [into, out] = between;
    const accesses = [into.first, into.second, out.first, out.second];
    return { anomaly: betweenOf(steps, into, out), accesses: [...new Set(accesses)].toSorted((a, b) => a - b) };
  }
  const [order] = orders;
  return order === undefined ? { anomaly: "several orders at once", accesses: [] } : alone(steps, order);
}

/** One order decides: what the task that comes first does next with the object tells what it took for granted. */
function alone(steps: readonly Access[], { first, second }: Order): Pick<Insight, "anomaly" | "accesses"> {
  const { task, object } = steps[first]!;
  const next = steps.findIndex((step, at) => at > second && step.task === task && step.object === object);
  const letters = [first, second, ...(next < 0 ? [] : [next])].map((at) => letter(steps[at]!));
  const split = BETWEEN[letters.join(" ")];
  if (split !== undefined) {
    return { anomaly: split, accesses: [first, second, next] };
  }
  // Whoever has ended when the write comes did not act on an old value.
  const goesOn = steps.some((step, at) => at > second && step.task === task);
  const isStale = letters[0] === "R" && letters[1] === "W" && goesOn;
  return { anomaly: isStale ? "stale read" : "order violation", accesses: [first, second] };
}

/** Two orders with one task between two accesses of another, on the same object if there are such, the closest. */
function tightest(steps: readonly Access[], orders: readonly Order[]): readonly [Order, Order] | null {
  const pairs = orders.flatMap((into) =>
    orders.filter((out) => isBetween(steps, into, out)).map((out): readonly [Order, Order] => [into, out]),
  );
  const rank = ([into, out]: readonly [Order, Order]): number => {
    const objects = new Set([steps[into.first]!.object, steps[out.first]!.object]);
    return objects.size * steps.length + out.second - into.first;
  };
  return pairs.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

function isBetween(steps: readonly Access[], into: Order, out: Order): boolean {
  const isSameOuter = steps[into.first]!.task === steps[out.second]!.task;
  return isSameOuter && steps[into.second]!.task === steps[out.first]!.task && into.second <= out.first;
}

function betweenOf(steps: readonly Access[], into: Order, out: Order): Anomaly {
  const [before, enters, leaves, after] = [into.first, into.second, out.first, out.second].map((at) => steps[at]!);
  if (before!.object === after!.object) {
    const inner = letter(enters!) === "W" || letter(leaves!) === "W" ? "W" : "R";
    const pattern = BETWEEN[`${letter(before!)} ${inner} ${letter(after!)}`];
    return pattern ?? "atomicity violation";
  }
  return letter(before!) === "R" && letter(after!) === "W" ? "check then act" : "atomicity violation";
}

/** What reads and writes in one step counts as a write, and so does what readers do to a lock. */
function letter({ access }: Access): "R" | "W" {
  return (access & (READ | WRITE | SHARED)) === READ ? "R" : "W";
}
