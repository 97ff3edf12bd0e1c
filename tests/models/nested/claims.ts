import { configOf, guestEntry, numberOf } from "../../../models/nested/scenario/config.ts";
import type { NestedEvents, Observe } from "../../../models/nested/events.ts";
import { ShadowMmu } from "../../../models/nested/mmu/s2-mmu.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { tiny } from "../../../models/stage2/geometry.ts";
import { findMapping, type Mapping, outputOf } from "../../../models/stage2/mapping.ts";
import { RW } from "../../../models/stage2/perm.ts";
import type { Claim } from "../../../src/core/program.ts";
import type { Property } from "../../../src/scenario/property.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { guestMappings } from "./reference.ts";

/** Every entry that L1's table for a VM ever has in a scenario. */
function everWritten(scenario: Scenario, vm: number): readonly Mapping[] {
  const initial = guestMappings({ ...configOf(scenario).guests[vm]!, block: 4 });
  const writes = scenario.tasks.flatMap((task) => task.commands).filter((command) => command.name === "map");
  const written = writes.flatMap(({ args }): Mapping[] => {
    const entry = guestEntry(
      tiny,
      numberOf(args, "vm"),
      numberOf(args, "n"),
      numberOf(args, "c"),
      args["block"] === true,
      false,
    );
    const size = entry.isBlock ? 4 : 1;
    return entry.vm === vm ? [{ start: entry.n, size, to: entry.c, perm: RW, block: size }] : [];
  });
  return [...initial, ...written];
}

/** What L2 reaches is memory of this VM, by an entry that L1 once had for the context that the vCPU is in. */
export function observesItsOwn(scenario: Scenario): Claim<Kvm> {
  const entries = [everWritten(scenario, 0), everWritten(scenario, 1)];
  const check = (_kvm: Kvm, { vcpu, mmu, n, owner }: Observe): string | null => {
    const oneToOne = !(mmu instanceof ShadowMmu) || !vcpu.context.stage2;
    const given = oneToOne
      ? [n]
      : entries[vcpu.context.vmid]!.flatMap((entry) => (findMapping([entry], n) === null ? [] : [outputOf(entry, n)]));
    return given.includes(owner)
      ? null
      : `${vcpu.context.title} reaches the memory of canonical ${owner} at nested ${n}`;
  };
  return untyped({ name: "observes-its-own", on: { L2_observe: check } });
}

/** A vCPU enters L2 only on a shadow that has lost the leaves of the context before. */
export const entersClean = untyped({
  name: "enters-clean",
  on: { L2_enter: (_kvm, { mmu }) => (mmu.pending_unmap ? `L2 runs on ${mmu.label} before its unmap` : null) },
});

/** An execution hands every claim the events it asks for, whatever their type. */
function untyped(claim: Claim<Kvm, NestedEvents>): Claim<Kvm> {
  return claim as Claim<Kvm>;
}

/** The claim of a property, under its name. */
export function claimOf({ name, claim }: Property<Kvm, NestedDesign, NestedEvents>): Claim<Kvm> {
  return untyped({ ...claim, name });
}
