import { numberIndices, ulongIndices } from "../../src/kernel/index_space.ts";
import type { Index, IndexSpace } from "../../src/kernel/index_space.ts";
import type { MapleLine } from "./maple_vector_file.ts";

/** How the recorded hex words become indices of one kind, and back. */
export interface Codec<I extends Index> {
  readonly space: IndexSpace<I>;
  readonly parse: (word: string) => I;
  readonly print: (index: I) => string;
}

export function parseWord(text: string): bigint {
  return BigInt(`0x${text}`);
}

export const ulongCodec: Codec<bigint> = {
  space: ulongIndices,
  parse: parseWord,
  print: (index) => index.toString(16),
};

/** The two ends of the 64-bit space moved together into 53 bits, in order, so that recordings drive plain numbers too. */
const HALF = 2n ** 52n;
const REMOVED = 2n ** 64n - 2n ** 53n;

export const squeezedCodec: Codec<number> = {
  space: numberIndices(),
  parse(word) {
    const index = parseWord(word);
    return Number(index < HALF ? index : index - REMOVED);
  },
  print(index) {
    const word = BigInt(index);
    return (word < HALF ? word : word + REMOVED).toString(16);
  },
};

/** Whether no index of the line, given or stored, is in the part of the space that `squeezedCodec` removes. */
export function isSqueezable(line: MapleLine): boolean {
  const given = line.ops.flatMap(({ op: _op, ...fields }) =>
    Object.entries(fields).flatMap(([name, value]) => (name !== "entry" && typeof value === "string" ? [value] : [])),
  );
  const stored = line.states.flatMap((state) => (state ?? []).flatMap(([first, last]) => [first, last]));
  return [...given, ...stored].map(parseWord).every((index) => index < HALF || index >= HALF + REMOVED);
}
