import { Judge } from "../../../src/conform/judge.ts";
import type { TraceResult } from "../../../src/conform/result.ts";
import model from "../../../models/nested/conform/conform.ts";
import type { Line } from "../recordings.ts";

/** One way in which a trace may be other than the kernel made it. */
export interface Mutation {
  readonly kind: string;
  /** The claim that must notice. */
  readonly claim: string;
  /** Recordings to look in, the first that has a place. */
  readonly of: readonly string[];
  /** Where it can be done: indices of events. */
  readonly places: (events: readonly Line[]) => readonly number[];
  /** Gives the events with the change made at one place. */
  readonly change: (events: readonly Line[], at: number) => readonly Line[];
}

export const judge = (events: readonly Line[]): TraceResult => {
  const one = new Judge(model);
  one.piece({ lines: events.map((event) => JSON.stringify(event)), cut: null });
  return one.finish("mutant");
};

type Test = (event: Line, at: number, events: readonly Line[]) => boolean;

/** Indices of events that pass. */
export const where =
  (test: Test) =>
  (events: readonly Line[]): readonly number[] =>
    events.flatMap((event, at) => (test(event, at, events) ? [at] : []));

export const ofKind = (...kinds: readonly string[]) => where(({ ev }) => kinds.includes(ev));

export const drop = (events: readonly Line[], at: number): readonly Line[] => events.filter((_, other) => other !== at);

export const set =
  (fields: (event: Line) => Readonly<Record<string, unknown>>) =>
  (events: readonly Line[], at: number): readonly Line[] =>
    events.map((event, other) => (other === at ? { ...event, ...fields(event) } : event));

export const insertAfter = (
  events: readonly Line[],
  at: number,
  added: readonly Readonly<Record<string, unknown>>[],
): readonly Line[] => [
  ...events.slice(0, at + 1),
  ...added.map((event) => ({ t: events[at]!.t, th: events[at]!.th, ...event }) as unknown as Line),
  ...events.slice(at + 1),
];

/** The next event of the same thread that passes, or -1. */
export function nextOf(events: readonly Line[], at: number, test: (event: Line) => boolean): number {
  const { th } = events[at]!;
  return events.findIndex((event, other) => other > at && event.th === th && test(event));
}

export function lastOf(events: readonly Line[], at: number, test: (event: Line) => boolean): number {
  const { th } = events[at]!;
  return events.findLastIndex((event, other) => other < at && event.th === th && test(event));
}

/** Without the events that the thread of the event at `from` has from there up to the one at `to`, both included. */
export const dropSection = (events: readonly Line[], from: number, to: number): readonly Line[] =>
  events.filter(({ th }, at) => at < from || at > to || th !== events[from]!.th);

/** Without what that thread does between the two. */
export const dropBetween = (events: readonly Line[], from: number, to: number): readonly Line[] =>
  events.filter(({ th }, at) => at <= from || at >= to || th !== events[from]!.th);

export const hex = (text: unknown, change: (value: bigint) => bigint): string =>
  change(BigInt(`0x${String(text)}`)).toString(16);
/** A page further. */
export const nextPage = (text: unknown): string => hex(text, (value) => value + 0x1000n);
export const nextNumber = (text: unknown): string => hex(text, (value) => value + 1n);

/** Whether a 64-bit entry of the compact form ends a walk at this level. */
export const isLeaf = ({ level, pte }: Line): boolean =>
  typeof pte === "string" && (BigInt(`0x${pte}`) & 1n) === 1n && (level === 3 || (BigInt(`0x${pte}`) & 2n) === 0n);
export const isTableEntry = (level: unknown, pte: unknown): boolean =>
  level !== 3 && (BigInt(`0x${String(pte)}`) & 3n) === 3n;
/** What a mark says; nothing for other events. */
export const markOf = ({ s }: Line): string => (typeof s === "string" ? s : "");
export const isShadow = ({ mmu }: Line): boolean => typeof mmu === "string" && mmu.startsWith("S");

/** No table over the entry that an unmap clears is freed by the same unmap: what is left of the entry can still be reached. */
export function staysLinked(events: readonly Line[], at: number): boolean {
  const end = nextOf(events, at, ({ ev }) => ev === "unmap_range_ret");
  const { ipa, th } = events[at]!;
  const freed = events
    .slice(at, end)
    .filter(
      (event) =>
        event.th === th &&
        event.ev === "pte_unmap" &&
        event["pte"] === "0" &&
        isTableEntry(event["level"], event["old"]),
    );
  return freed.every((table) => {
    const size = 2n ** (table["level"] === 2 ? 21n : 30n);
    return BigInt(`0x${String(table["ipa"])}`) / size !== BigInt(`0x${String(ipa)}`) / size;
  });
}
