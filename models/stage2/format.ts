import type { IpaRange } from "./interval.ts";
import { hex } from "./leaf.ts";

/** `[0x4, 0x7]`, or `0x4` for one page. */
export function formatRange({ start, size }: IpaRange): string {
  return size === 1 ? hex(start) : `[${hex(start)}, ${hex(start + size - 1)}]`;
}
