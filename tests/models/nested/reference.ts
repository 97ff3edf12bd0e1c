import { guestEntry, numberOf } from "../../../models/nested/scenario/config.ts";
import { outputOf, permOf, TABLE, INVALID } from "../../../models/nested/guest/guest-table.ts";
import type { GuestTable } from "../../../models/nested/guest/guest-table.ts";
import { type Host, UNBACKED } from "../../../models/nested/host/host.ts";
import type { S2Mmu } from "../../../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { CONTEXTS } from "../../../models/nested/vcpu/vcpu.ts";
import { compose } from "../../../models/stage2/compose.ts";
import { tiny } from "../../../models/stage2/geometry.ts";
import { alignDown, type IpaRange } from "../../../models/stage2/interval.ts";
import type { Leaves } from "../../../models/stage2/leaf.ts";
import { findLeaf, mapLeaf, relaxPerms, unmapNested } from "../../../models/stage2/leaf-table.ts";
import { leafAt, type Mapping, type Mappings, without, withMapping } from "../../../models/stage2/mapping.ts";
import { allows, R, RW, W } from "../../../models/stage2/perm.ts";
import { ipas2Range } from "../../../models/stage2/tlbi.ts";
import type { Command } from "../../../src/scenario/scenario.ts";

/** What the pure model of models/stage2 makes of the host as the run left it. */
export function hostMappings(host: Host): Mappings {
  return host.pte.flatMap((frame, c): Mapping[] => {
    const block = host.leafSize(c);
    if (frame === UNBACKED || c % block !== 0) return [];
    return [{ start: c, size: block, to: frame, perm: RW, block }];
  });
}

/** L1's table as a function. */
export function guestMappings(table: Pick<GuestTable, "upper" | "pages" | "block">): Mappings {
  return table.upper.flatMap((entry, index): Mapping[] => {
    const start = index * table.block;
    if (entry === INVALID) return [];
    if (entry !== TABLE) {
      return [{ start, size: table.block, to: outputOf(entry), perm: permOf(entry), block: table.block }];
    }
    const pages = table.pages.slice(start, start + table.block);
    return pages.flatMap((page, i): Mapping[] =>
      page === INVALID ? [] : [{ start: start + i, size: 1, to: outputOf(page), perm: permOf(page), block: 1 }],
    );
  });
}

/** The table after one access, faults included, with nobody else around. */
export function afterAccess(before: Leaves, n: number, write: boolean, guest: Mappings | null, host: Mappings): Leaves {
  const wanted = write ? W : R;
  const old = findLeaf(before, n);
  if (old !== null && allows(old.perm, wanted)) return before;
  const leaf = compose(n, guest, host, tiny);
  if (leaf === null || !allows(leaf.perm, wanted)) return before;
  const isPage = leaf.tag === tiny.page;
  const keepsSize = old !== null && (old.len === leaf.len || (!isPage && old.len > tiny.page));
  return keepsSize ? relaxPerms(before, n, leaf.perm).leaves : mapLeaf(before, leaf).leaves;
}

/** What L1 may translate by after it wrote an entry, from what it could before. */
export function afterWrite(before: Mappings, command: Command): Mappings {
  const { n, c, isBlock, ro } = guestEntry(
    tiny,
    numberOf(command.args, "vm"),
    numberOf(command.args, "n"),
    command.name === "map" ? numberOf(command.args, "c") : 0,
    command.args["block"] === true,
    command.args["ro"] === true,
  );
  const block = { start: alignDown(n, 4), size: 4 };
  const inBlock = before.some((mapping) => mapping.start === block.start && mapping.block === 4);
  if (command.name === "unmap") {
    const hit = before.find((mapping) => mapping.start <= n && n < mapping.start + mapping.size);
    return hit === undefined ? before : without(before, leafAt(hit, n, tiny));
  }
  const size = isBlock ? 4 : 1;
  const mapping: Mapping = { start: n, size, to: c, perm: ro ? R : RW, block: size };
  return withMapping(inBlock ? without(before, block) : before, mapping);
}

/** The shadow after a TLBI, if it is of that kind and reaches this shadow. */
export function afterTlbi(before: Leaves, command: Command, vmid: number): Leaves {
  if (command.name === "tlbi_all") return [];
  if (numberOf(command.args, "vm") !== vmid) return before;
  if (command.name === "tlbi_vm") return [];
  const n = numberOf(command.args, "n");
  if (command.name === "tlbi_ipa") {
    return unmapNested(before, ipas2Range(before, n, numberOf(command.args, "ttl") || null, tiny));
  }
  return unmapNested(before, { start: n, size: numberOf(command.args, "pages") });
}

/** The canonical range that a host command changes. */
export function changedRange(command: Command): IpaRange {
  const start = numberOf(command.args, "c");
  if (command.name === "collapse") return { start: alignDown(start, 4), size: 4 };
  return { start, size: Math.min(numberOf(command.args, "pages"), tiny.canonicalSize - start) };
}

/** The tables that the CPU may walk, in a fixed order. */
export const tablesOf = (kvm: Kvm): readonly S2Mmu[] => [kvm.mmu, ...kvm.nested_mmus];

/** The guest stage-2 that a context translates by; null with stage-2 off. */
export function guestOf(kvm: Kvm, context: number): Mappings | null {
  const { stage2, vmid } = CONTEXTS[context]!;
  return stage2 ? guestMappings(kvm.guests[vmid]!) : null;
}
