import type { Model } from "../../src/scenario/model.ts";
import { meeting } from "./scenario/arbitrary.ts";
import { configOf, settings } from "./scenario/config.ts";
import { kvm_destroy_vm } from "./life/destroy.ts";
import { baseline2024 } from "./designs/baseline-2024.ts";
import { columbia2017 } from "./designs/columbia-2017.ts";
import { fullUnmap } from "./designs/full-unmap.ts";
import { guestMapping } from "./designs/guest-mapping.ts";
import { linkedLeaves } from "./designs/linked-leaves.ts";
import { mapleV1 } from "./designs/maple-v1.ts";
import { mapleV1Index } from "./designs/maple-v1-index.ts";
import { mapleV2Rcu } from "./designs/maple-v2-rcu.ts";
import { mapleV2 } from "./designs/maple-v2.ts";
import { mapleV3 } from "./designs/maple-v3.ts";
import { rbTree2024, rbTree2024Reviewed } from "./designs/rb-tree-2024.ts";
import type { NestedEvents } from "./events.ts";
import { ending } from "./scenario/ending.ts";
import { lifeFamilies } from "./scenario/life-families.ts";
import { closeRole, exitRole, initRole, ptdumpRole, resetRole, slotsRole } from "./scenario/life-roles.ts";
import { l1Role, tlbiRole, vcpuRole } from "./scenario/guest-roles.ts";
import { gmemRole, hardwareRole, migrationRole, notifierRole, vmmRole } from "./scenario/host-roles.ts";
import type { NestedDesign } from "./reverse-map.ts";
import { pagingFamilies } from "./scenario/paging-families.ts";
import { show } from "./show.ts";
import { Kvm } from "./state.ts";

/** KVM/arm64's nested MMU as in Linux 7.3.4, with a reverse map plugged in by the design. */
export const nested: Model<Kvm, NestedDesign, NestedEvents> = {
  name: "nested",
  title: "KVM/arm64 nested MMU, Linux 7.3.4",
  designs: [
    fullUnmap,
    baseline2024,
    columbia2017,
    rbTree2024,
    rbTree2024Reviewed,
    mapleV1,
    mapleV1Index,
    mapleV2,
    mapleV2Rcu,
    mapleV3,
    guestMapping,
    linkedLeaves,
  ],
  settings,
  families: { ...pagingFamilies, ...lifeFamilies },
  roles: {
    vcpu: ending(vcpuRole),
    notifier: notifierRole,
    l1: ending(l1Role),
    tlbi: tlbiRole,
    vmm: ending(vmmRole),
    migration: migrationRole,
    gmem: gmemRole,
    hardware: hardwareRole,
    init: ending(initRole),
    reset: ending(resetRole),
    slots: ending(slotsRole),
    exit: exitRole,
    close: closeRole,
    ptdump: ptdumpRole,
  },
  setup: (world, scenario, design) => new Kvm(world, configOf(scenario), design),
  background: [{ name: "VM destruction", run: kvm_destroy_vm }],
  arbitrary: meeting,
  show,
};
