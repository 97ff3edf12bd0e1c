import { kvm_granule_size } from "../../../models/pgtable/geometry.ts";
import type { PageGeometry } from "../../../models/pgtable/geometry.ts";
import { hex } from "./print.ts";
import type { Printed } from "./print.ts";
import type { RecordedEvent, RecordedState } from "./vector-file.ts";

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

/** One line for each event, in order. */
export function eventLines(g: PageGeometry, events: readonly RecordedEvent[]): string[] {
  return events.flatMap(([kind, ...rest]) => {
    if (kind === "A" || kind === "F") {
      const [id, n] = rest as [number, number];
      return times(n, (i) => `${kind} ${id + i}`);
    }
    if (kind === "T" && (rest[0] === "ipa" || rest[0] === "ipa_nsh")) {
      const [what, ipa, level, n] = rest as [string, string, number | null, number];
      const step = level === null ? 0 : kvm_granule_size(g, level);
      return times(n, (i) => `T ${what} ${hex(Number(`0x${ipa}`) + i * step)} ${level ?? "?"}`);
    }
    return [[kind, ...rest].join(" ")];
  });
}

/** One line for each call. */
export const cmoLines = (calls: readonly (readonly [pa: string, size: string, n: number])[] = []): string[] =>
  calls.flatMap(([pa, size, n]) => times(n, (i) => `${hex(Number(`0x${pa}`) + i * Number(`0x${size}`))} ${size}`));

/** The same lines as `printTables` makes: runs that were only cut where a table starts are joined. */
export function stateLines(g: PageGeometry, { leaves, tables, annots = [] }: RecordedState): Printed {
  const joined: [ipa: number, level: number, n: number, pa: number, attrs: string][] = [];
  for (const [ipa, level, n, pa, attrs] of leaves) {
    const [at, frame] = [Number(`0x${ipa}`), Number(`0x${pa}`)];
    const last = joined.at(-1);
    const length = (last?.[2] ?? 0) * kvm_granule_size(g, level);
    if (last?.[1] === level && last[4] === attrs && last[0] + length === at && last[3] + length === frame) {
      last[2] += n;
    } else {
      joined.push([at, level, n, frame, attrs]);
    }
  }
  return {
    leaves: joined.map(([ipa, level, n, pa, attrs]) => `${hex(ipa)} ${level} ${n} ${hex(pa)} ${attrs}`),
    tables: tables.flatMap(([id, level, ipa, refcount, n]) =>
      times(n, (i) => {
        const base = Number(`0x${ipa}`) + i * kvm_granule_size(g, level - 1);
        return `${id + i} ${level} ${hex(base)} ${refcount}`;
      }),
    ),
    annots: annots.flatMap(([ipa, level, n, pte]) =>
      times(n, (i) => `${hex(Number(`0x${ipa}`) + i * kvm_granule_size(g, level))} ${level} ${pte}`),
    ),
  };
}
