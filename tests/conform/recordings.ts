import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export const FOLDER = join(import.meta.dirname, "../vectors/kvm-traces");

/** An event of the compact form, as the file has it. */
export type Line = Readonly<Record<string, unknown>> & { readonly t: number; readonly th: string; readonly ev: string };

export const pathOf = (name: string): string => join(FOLDER, name);

const textOf = (name: string): string => gunzipSync(readFileSync(pathOf(name))).toString("utf8");

const linesOf = (name: string): string[] =>
  textOf(name)
    .split("\n")
    .filter((line) => line !== "");

const parsed = new Map<string, readonly Line[]>();

export function eventsOf(name: string): readonly Line[] {
  const known =
    parsed.get(name) ??
    (name === HAND ? byHand.map((event, t) => ({ t, th: "T0", ...event }) as unknown as Line) : undefined) ??
    linesOf(name).map((line) => JSON.parse(line) as Line);
  parsed.set(name, known);
  return known;
}

/** A fault of L1 that maps a page, one that finds it gone old and puts another in its place, and an unmap. */
export const HAND = "by hand";

const byHand: readonly Readonly<Record<string, unknown>>[] = [
  { ev: "load", vcpu: 0, mmu: "C", vmid: "0", vttbr: "0", vm: 0, pend: 0, ref: 0 },
  { ev: "tf_cpu", mmu: "C", vmid: "10001" },
  ...faultFor("400", []),
  ...faultFor("500", [{ ev: "tf_ipa", mmu: "C", vmid: "10001", ipa: "40000000", level: 3 }]),
  { ev: "wlock" },
  { ev: "unmap_range", mmu: "C", start: "40000000", size: "1000", may_block: 1 },
  { ev: "pte_unmap", mmu: "C", level: 3, ipa: "40000000", old: "5007db", pte: "0" },
  { ev: "tf_range", mmu: "C", vmid: "10001", start: "40000000", pages: "1" },
  { ev: "unmap_range_ret", mmu: "C" },
  { ev: "wunlock" },
];

function faultFor(
  pfn: string,
  flush: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>>[] {
  const ipa = "40000000";
  return [
    { ev: "fault", vcpu: 0, mmu: "C", seq: 0, inprog: 0 },
    { ev: "fault_ipa", ipa, esr: "93c08007" },
    { ev: "faultin", gfn: "40000", pfn },
    { ev: "rlock" },
    { ev: "map", mmu: "C", ipa, size: "1000", pa: `${pfn}000`, prot: "f" },
    ...flush,
    { ev: "pte_break", level: 3, ipa, ok: 1 },
    { ev: "pte_make", mmu: "C", level: 3, ipa, pte: `${pfn}7db` },
    { ev: "map_ret", ipa, ret: 0 },
    { ev: "runlock" },
    { ev: "mark_dirty", gfn: "40000", logging: 0 },
    { ev: "fault_ret", vcpu: 0, ret: 1 },
  ];
}
