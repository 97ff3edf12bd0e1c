import type { Section } from "../../src/core/program.ts";
import type { ReverseEntry } from "../stage2/coverage.ts";
import { formatLeaf, hex, type Leaf } from "../stage2/leaf.ts";
import { formatRange } from "../stage2/format.ts";
import { formatTarget, INVALID, TABLE } from "./guest/guest-table.ts";
import type { GuestTable } from "./guest/guest-table.ts";
import { UNBACKED } from "./host/host.ts";
import type { Host } from "./host/host.ts";
import type { ReverseMap } from "./reverse-map.ts";
import type { ShadowMmu } from "./mmu/s2-mmu.ts";
import type { Kvm } from "./state.ts";

/** The state for reports: what L1 wrote, what backs it, and per shadow the table, the TLB and the reverse map. */
export function show(kvm: Kvm): readonly Section[] {
  return [
    ...kvm.guests.map((table, vm) => ({ title: `L1's table for VM ${vm}`, rows: guestRows(table) })),
    { title: "host", rows: hostRows(kvm.host, kvm.geometry.canonicalSize) },
    { title: "canonical table", rows: kvm.mmu.leaves.map(canonicalRow) },
    ...kvm.nested_mmus.flatMap((mmu) => shadowSections(kvm, mmu)),
    ...sectionsToCome(kvm),
  ];
}

/** A report draws the same sections at every step: those of shadows that are not there are empty. */
function sectionsToCome({ nested_mmus, most_mmus }: Kvm): Section[] {
  const sections: Section[] = [];
  for (let index = nested_mmus.length; index < most_mmus; index++) {
    sections.push(...titlesOf(index).map((title) => ({ title, rows: [] })));
  }
  return sections;
}

const titlesOf = (index: number): [string, string, string] => [
  `shadow ${index}`,
  `TLB beyond shadow ${index}`,
  `reverse map ${index}`,
];

const canonicalRow = ({ n, len, pa }: Leaf): string =>
  `canonical ${formatRange({ start: n, size: len })} -> frame ${formatRange({ start: pa, size: len })}`;

function shadowSections(kvm: Kvm, mmu: ShadowMmu): Section[] {
  const [shadow, tlb, revmap] = titlesOf(mmu.index);
  return [
    { title: shadow, rows: mmu.leaves.map(formatLeaf) },
    { title: tlb, rows: mmu.stale.map(formatLeaf) },
    { title: revmap, rows: mmu.revmap === null ? [] : revmapRows(kvm.reverse_map, mmu) },
  ];
}

function revmapRows(map: ReverseMap, mmu: ShadowMmu): string[] {
  const entries = map.entries(mmu).map(formatEntry);
  return map.broken(mmu) ? [...entries, "broken"] : entries;
}

function formatEntry({ start, size, nested }: ReverseEntry): string {
  return `canonical ${formatRange({ start, size })} -> ${nested === null ? "unknown" : `nested ${hex(nested)}`}`;
}

function guestRows(table: GuestTable): string[] {
  return table.upper.flatMap((entry, index) => {
    const base = index * table.block;
    if (entry !== TABLE) {
      return entry === INVALID
        ? []
        : [`nested ${formatRange({ start: base, size: table.block })} -> ${formatTarget(entry)}`];
    }
    const pages = table.pages.slice(base, base + table.block);
    return pages.flatMap((page, i) => (page === INVALID ? [] : [`nested ${hex(base + i)} -> ${formatTarget(page)}`]));
  });
}

/** One row per run of pages that consecutive frames back. */
function hostRows(host: Host, pages: number): string[] {
  const rows: string[] = [];
  for (let c = 0; c < pages;) {
    const frame = host.pte[c]!;
    const huge = host.leafSize(c) > 1;
    let end = c + 1;
    while (
      end < pages &&
      host.leafSize(end) > 1 === huge &&
      host.pte[end] === (frame === UNBACKED ? frame : frame + end - c)
    ) {
      end++;
    }
    const size = end - c;
    const backing =
      frame === UNBACKED ? "nothing" : `frame ${formatRange({ start: frame, size })}${huge ? ", huge" : ""}`;
    rows.push(`canonical ${formatRange({ start: c, size })} -> ${backing}`);
    c = end;
  }
  return rows;
}
