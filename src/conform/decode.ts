import type { AnyEvent, Fields, FieldType, Vocabulary, Wide } from "./vocabulary.ts";

/** Gives the text or number that a line has for a field, or undefined. */
export type Lookup = (field: string) => unknown;

/** A line that names a known kind and does not fit it. The message says which field is wrong. */
export class BadField extends Error {}

type Decoder = (t: number, th: string, lookup: Lookup) => AnyEvent;

/** By kind, what makes an event of a line. Every event of one kind has the same fields in the same order. */
export function decodersOf(vocabulary: Vocabulary): ReadonlyMap<string, Decoder> {
  return new Map(Object.entries(vocabulary).map(([ev, fields]) => [ev, decoderOf(ev, fields)]));
}

function decoderOf(ev: string, fields: Fields): Decoder {
  const entries = Object.entries(fields).map(([name, type]) => ({ name, type, read: readers[type] }));
  return (t, th, lookup) => {
    const event: AnyEvent & Record<string, unknown> = { t, th, ev };
    for (const { name, type, read } of entries) {
      const value = lookup(name);
      event[name] = read(value) ?? (type.endsWith("?") || value === null ? null : refuse(ev, name, type, value));
    }
    return event;
  };
}

/** By type: what a field becomes, or undefined where it does not fit. */
const readers: Readonly<Record<FieldType, (value: unknown) => unknown>> = {
  address: (value) => (typeof value === "string" ? addressIn(value) : undefined),
  wide: (value) => (typeof value === "string" ? wideIn(value) : undefined),
  "address?": (value) => (typeof value === "string" ? addressIn(value) : null),
  "wide?": (value) => (typeof value === "string" ? wideIn(value) : null),
  integer: (value) => (typeof value === "number" && !Number.isNaN(value) ? value : undefined),
  level: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 3 ? value : undefined,
  flag: (value) => (typeof value === "number" ? value !== 0 : undefined),
  text: (value) => (typeof value === "string" ? value : undefined),
  name: (value) => (typeof value === "string" || value === null ? value : undefined),
};

const wanted: Readonly<Record<FieldType, string>> = {
  address: "a hexadecimal number in quotes",
  wide: "a hexadecimal number in quotes",
  "address?": "a hexadecimal number in quotes",
  "wide?": "a hexadecimal number in quotes",
  integer: "a number",
  level: "a level of a page table, 0 to 3",
  flag: "0 or 1",
  text: "a text",
  name: "a name or null",
};

function refuse(ev: string, name: string, type: FieldType, value: unknown): never {
  const found = value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
  throw new BadField(`${name} of ${ev} ${found} and should be ${wanted[type]}`);
}

/** By hand: it is called several times an event. */
function addressIn(text: string): number {
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    value = value * 16 + digitAt(text, at);
  }
  return value;
}

const LOW_DIGITS = 12;

export function wideIn(text: string): Wide {
  const cut = text.length - LOW_DIGITS;
  return cut <= 0
    ? { low: addressIn(text), top: 0 }
    : { low: addressIn(text.slice(cut)), top: addressIn(text.slice(0, cut)) };
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) {
    return code - 48;
  }
  if (code >= 97 && code <= 102) {
    return code - 87;
  }
  throw new BadField(`${JSON.stringify(text)} is no hexadecimal number without 0x in small letters`);
}
