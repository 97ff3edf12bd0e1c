import type { AnyEvent, Wide } from "../../../src/conform/vocabulary.ts";
import { LEVEL_UNKNOWN } from "./kinds.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import type { Kvm } from "./state/kvm.ts";
import { hexOf } from "./state/pte.ts";
import type { Thread } from "./state/thread.ts";
import { formatLeaf } from "../../stage2/leaf.ts";

/** Fields that count something; all other numbers are addresses or frames. */
const COUNTS = new Set(["level", "ret", "vcpu", "ref", "seq", "inprog", "event", "ok"]);

/** `pte_make S0 level=3 ipa=0x1000 pte=0x…`: the event's name, its MMU, its fields. */
export function show(event: AnyEvent): string {
  const { t: _t, th: _th, ev, ...fields } = event;
  const parts = Object.entries(fields).flatMap(([name, value]) => fieldText(name, value));
  return [ev, ...parts].join(" ");
}

function fieldText(name: string, value: unknown): string[] {
  if (value === null || value === false || value === LEVEL_UNKNOWN) {
    return name === "mmu" ? ["none"] : [];
  }
  if (value === true) {
    return [name];
  }
  if (typeof value === "number") {
    return [`${name}=${COUNTS.has(name) ? value : `0x${value.toString(16)}`}`];
  }
  if (typeof value === "string") {
    return [value];
  }
  return [`${name}=${hexOf(value as Wide)}`];
}

/** Leaves of one MMU that are told; the others are counted. */
const MOST = 12;

/** Locks, counts, MMUs with their owners, leaves. */
export function describe(kvm: Kvm): readonly string[] {
  const held =
    kvm.writer === null ? [...kvm.readers].map(({ name }) => `${name} for read`) : [`${kvm.writer.name} for write`];
  const lines = [
    `mmu_lock: ${held.length === 0 ? "free" : held.join(", ")}; seq ${known(kvm.seq)}, in_progress ${known(kvm.inProgress)}`,
  ];
  for (const { start, size, by } of kvm.gone) {
    lines.push(`unmapped by ${by.name} and not given back: canonical 0x${start.toString(16)}+0x${size.toString(16)}`);
  }
  for (const thread of kvm.threads.values()) {
    const calls = callsOf(thread);
    if (calls !== "") {
      lines.push(`${thread.name} is in ${calls}`);
    }
  }
  for (const mmu of kvm.mmus.values()) {
    const owner =
      mmu.canonical || mmu.vttbr === null
        ? ""
        : `, VTTBR ${hexOf(mmu.vttbr)}${mmu.vm ? "" : ", stage-2 off"}${mmu.pending ? ", unmap pending" : ""}`;
    const users = [...mmu.users].map((vcpu) => ` vCPU ${vcpu}`).join(",");
    lines.push(
      `${mmu.name}: VMID 0x${Math.max(0, mmu.vmid).toString(16)}${owner}; loaded:${users === "" ? " nobody" : users}; ${mmu.leaves} leaves`,
    );
    const leaves = mmu.entries
      .flatMap((entries) => [...entries.values()].flatMap(({ leaf }) => leaf ?? []))
      .toSorted((a, b) => a.n - b.n);
    lines.push(...leaves.slice(0, MOST).map((leaf) => `  ${formatLeaf(leaf)}`));
    if (leaves.length > MOST) {
      lines.push(`  … ${leaves.length - MOST} more`);
    }
  }
  return lines;
}

/** What a thread has begun and not ended, the outermost first. */
function callsOf({ fault, notifier, brackets, slot, tlbi, unmap, wp, split, map, relax }: Thread): string {
  const at = (range: IpaRange): string => `0x${range.start.toString(16)}+0x${range.size.toString(16)}`;
  const parts = [
    ...(fault === null ? [] : [`a fault of vCPU ${fault.vcpu} at ${fault.mmu.name} 0x${known(fault.ipa, 16)}`]),
    ...(brackets.length === 0 ? [] : ["a notifier"]),
    ...(notifier === null ? [] : [`its unmap of canonical ${at(notifier)}`]),
    ...(slot === null ? [] : [`the flush of memslot ${at(slot)}`]),
    ...(tlbi === null ? [] : [`a TLBI of L1's ${tlbi.vmid === null ? "VMIDs" : `VMID ${tlbi.vmid}`}`]),
    ...(unmap === null ? [] : [`an unmap of ${unmap.mmu.name} ${at(unmap)}`]),
    ...(wp === null ? [] : [`a write-protection of ${wp.mmu.name} ${at(wp)}`]),
    ...(split === null ? [] : [`a split in ${split.mmu.name}`]),
    ...(map === null ? [] : [`a map in ${map.mmu.name}`]),
    ...(relax === null ? [] : [`a relaxation in ${relax.mmu.name}`]),
  ];
  return parts.join(", ");
}

const known = (value: number, radix = 10): string => (Number.isNaN(value) ? "unknown" : value.toString(radix));
