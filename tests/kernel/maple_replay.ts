import type { Index } from "../../src/kernel/index_space.ts";
import * as mapleRules from "../../src/kernel/maple_rules.ts";
import * as rangeMap from "../../src/kernel/range_map.ts";
import type { Range, RangeMap } from "../../src/kernel/range_map.ts";
import { parseWord } from "./maple_codecs.ts";
import type { Codec } from "./maple_codecs.ts";
import type { MapleLine, MapleOp } from "./maple_vector_file.ts";

/** The functions a replay goes through; a test may put a wrong one in. */
export const kernelLike = { ...rangeMap, ...mapleRules };
export type MapleFunctions = typeof kernelLike;

export interface Mismatch {
  readonly line: number;
  readonly opIndex: number;
  readonly op: string;
  readonly field: "result" | "state";
  readonly expected: string;
  readonly got: string;
}

type Outcome<I extends Index> = readonly [map: RangeMap<I>, result: unknown];

/** Replays the ops of a line up to the first difference, which it returns; `onOp` is called after each op that agreed. */
export function replayLine<I extends Index>(
  line: MapleLine,
  codec: Codec<I>,
  impl: MapleFunctions,
  onOp: (op: MapleOp) => void,
): Mismatch | null {
  let map: RangeMap<I> = impl.EMPTY;
  let state: MapleLine["states"][number] = [];
  for (const [opIndex, op] of line.ops.entries()) {
    const recorded = line.results[opIndex];
    const [after, result] = perform(op, map, recorded, codec, impl);
    map = after;
    state = line.states[opIndex] ?? state;
    const checks = [
      { field: "result", expected: JSON.stringify(recorded), got: JSON.stringify(result) },
      { field: "state", expected: JSON.stringify(state), got: JSON.stringify(printMap(map, codec)) },
    ] as const;
    const wrong = checks.find((check) => check.expected !== check.got);
    if (wrong !== undefined) {
      return { line: line.id, opIndex, op: JSON.stringify(op), ...wrong };
    }
    onOp(op);
  }
  return null;
}

function perform<I extends Index>(
  op: MapleOp,
  map: RangeMap<I>,
  recorded: unknown,
  codec: Codec<I>,
  impl: MapleFunctions,
): Outcome<I> {
  const { space, parse } = codec;
  const print = (range: Range<I> | null) => range && printRange(range, codec);
  switch (op.op) {
    case "store_range":
      return storeUnlessError(
        op,
        impl.storeError(parse(op.first), parse(op.last), parseWord(op.entry)),
        map,
        codec,
        impl,
      );
    case "insert_range": {
      const [first, last] = [parse(op.first), parse(op.last)];
      const err = impl.storeError(first, last, parseWord(op.entry)) || impl.insertError(space, map, first, last);
      return storeUnlessError(op, err, map, codec, impl);
    }
    case "mas_store_gfp":
      // Whether memory is needed depends on the node layout, so -ENOMEM is an input: any other result has to be 0.
      return storeUnlessError(op, recorded === -12 ? -12 : 0, map, codec, impl);
    case "store_prealloc":
      return storeUnlessError(op, 0, map, codec, impl);
    case "store_pos": {
      const [after, ret] = storeUnlessError(op, 0, map, codec, impl);
      return [after, [ret, ...position(op, op.entry === "0", after, recorded, 1, codec, impl)]];
    }
    case "erase": {
      const { map: after, erased } = impl.eraseAt(space, map, parse(op.index));
      return [after, (erased?.entry ?? 0n).toString(16)];
    }
    case "mas_erase": {
      const { map: after, erased } = impl.eraseAt(space, map, parse(op.index));
      if (erased === null) {
        return [after, null];
      }
      const [first, last, entry] = printRange(erased, codec);
      return [after, [...position({ first, last }, true, after, recorded, 0, codec, impl), entry]];
    }
    case "load":
      return [map, impl.load(map, parse(op.index)).toString(16)];
    case "for_each":
      return [map, impl.overlapping(map, parse(op.first), parse(op.last)).map(print)];
    case "erase_each": {
      const { map: after, erased } = impl.eraseEach(map, parse(op.first), parse(op.last));
      return [after, erased.map(print)];
    }
    case "find": {
      const max = parse(op.max);
      const start = impl.findFrom(map, parse(op.index), max);
      return [map, repeat(start, op.n, (at) => impl.next(space, map, at.last, max)).map(print)];
    }
    case "find_rev": {
      const min = parse(op.min);
      const start = impl.findBack(map, parse(op.index), min);
      return [map, repeat(start, op.n, (at) => impl.prev(space, map, at.first, min)).map(print)];
    }
    case "next": {
      const start = impl.walk(space, map, parse(op.index));
      return [map, repeat(start, op.n + 1, (at) => impl.next(space, map, at.last, parse(op.max))).map(print)];
    }
    case "prev": {
      const start = impl.walk(space, map, parse(op.index));
      return [map, repeat(start, op.n + 1, (at) => impl.prev(space, map, at.first, parse(op.min))).map(print)];
    }
    case "mt_find": {
      const { entry, index } = impl.mtFind(space, map, parse(op.index), parse(op.max));
      return [map, [entry.toString(16), codec.print(index)]];
    }
    case "fill":
      return [fill(op, map, codec, impl), 0];
    case "destroy":
      return [impl.EMPTY, 0];
    default:
      return op satisfies never;
  }
}

function storeUnlessError<I extends Index>(
  op: { readonly first: string; readonly last: string; readonly entry: string },
  err: number,
  map: RangeMap<I>,
  { space, parse }: Codec<I>,
  impl: MapleFunctions,
): Outcome<I> {
  return [err === 0 ? impl.storeRange(space, map, parse(op.first), parse(op.last), parseWord(op.entry)) : map, err];
}

/**
 * mas.index and mas.last after a store over `stored`. After a store of NULL each of the two may stay or may move out to
 * the end of the gap: that depends on the node layout, so either is accepted, and nothing else. The two are at
 * `recorded[at]` and `recorded[at + 1]`.
 */
function position<I extends Index>(
  stored: { readonly first: string; readonly last: string },
  isNull: boolean,
  after: RangeMap<I>,
  recorded: unknown,
  at: number,
  codec: Codec<I>,
  impl: MapleFunctions,
): [string, string] {
  if (!isNull || !Array.isArray(recorded)) {
    return [stored.first, stored.last];
  }
  const [first, last] = printRange(impl.walk(codec.space, after, codec.parse(stored.first)), codec);
  return [recorded[at] === first ? first : stored.first, recorded[at + 1] === last ? last : stored.last];
}

function fill<I extends Index>(
  op: Extract<MapleOp, { op: "fill" }>,
  map: RangeMap<I>,
  { space, parse }: Codec<I>,
  impl: MapleFunctions,
): RangeMap<I> {
  for (let i = 0n; i < BigInt(op.count); i++) {
    const first = parseWord(op.first) + i * BigInt(op.stride);
    const last = first + BigInt(op.size) - 1n;
    map = impl.storeRange(
      space,
      map,
      parse(first.toString(16)),
      parse(last.toString(16)),
      parseWord(op.entry) + 2n * i,
    );
  }
  return map;
}

/** `n` positions of a cursor; it stays at null once it is there. */
function repeat<T>(start: T | null, n: number, step: (at: T) => T | null): (T | null)[] {
  const positions = [start];
  while (positions.length < n) {
    const at = positions.at(-1) ?? null;
    positions.push(at === null ? null : step(at));
  }
  return positions;
}

function printRange<I extends Index>({ first, last, entry }: Range<I>, { print }: Codec<I>): [string, string, string] {
  return [print(first), print(last), entry.toString(16)];
}

function printMap<I extends Index>(map: RangeMap<I>, codec: Codec<I>): [string, string, string][] {
  return map.map((range) => printRange(range, codec));
}
